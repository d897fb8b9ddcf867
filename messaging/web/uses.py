"""Where texts are in use: said by hand on a text's page, for a whole export, ended in a list."""

import csv
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from messaging.conflicts import RefusedError
from messaging.exported_texts import home_of, is_export, texts_of_export
from messaging.find_variants import says
from messaging.live_texts import not_over
from messaging.models import InUse
from messaging.using_elsewhere import (
    LONGEST_PLACE,
    WHERE,
    end_use,
    end_uses,
    mark_in_use,
    place_of,
    resume_use,
)
from messaging.web.variants import show_variant, variants_with_all
from personas.over_time import today_in
from workspaces.access import EDIT, Access, access_object
from workspaces.cells import safe_cell
from workspaces.jobs import jobs_of
from workspaces.web.given import own_path, row_ids
from workspaces.web.views import workspace_page

USES_A_PAGE = 50
ROWS_AT_ONCE = 500
ENDED = "ended"
COLUMNS = ("Text", "Words", "Where", "Place", "Since", "Until", "How we know")


class UseForm(forms.Form):
    where = forms.ChoiceField(
        label="Where",
        choices=[("", "Choose one"), *WHERE.items()],
        error_messages={"required": "Say where it is in use."},
    )
    place = forms.CharField(
        label="Which spot there",
        required=False,
        max_length=LONGEST_PLACE,
        help_text="A list, an ad group, the address of a page: as you call it. May stay empty.",
    )
    since = forms.DateField(
        label="Since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty means today.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "use-%s")
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_since(self) -> date | None:
        since: date | None = self.cleaned_data["since"]
        if since is not None and since > self.today:
            raise forms.ValidationError("This day is still to come. Say it when the text is there.")
        return since


class EndForm(forms.Form):
    until = forms.DateField(required=False)


@workspace_page()
def uses(request: HttpRequest, access: Access) -> HttpResponse:
    """All that is in use elsewhere; several can be ended at once."""
    refusal = ""
    if request.method == "POST":
        ids = row_ids(request.POST.getlist("use"))
        form = EndForm(request.POST)
        try:
            if not ids:
                raise ValueError("Tick at least one.")
            if not form.is_valid():
                raise ValueError("Write the day as 2031-05-06, or leave it empty for today.")
            number = end_uses(access=access, uses=ids, until=form.cleaned_data["until"])
        except ValueError as error:
            refusal = str(error)
        else:
            said = "text is" if number == 1 else "texts are"
            messages.success(request, f"{number} {said} not in use there any more.")
            return redirect(own_path(request) or request.get_full_path())
    rows = _rows(request, access)
    here = InUse.objects.for_workspace(access.workspace)
    used = set(here.order_by().values_list("where", flat=True).distinct())
    context = {
        "page": Paginator(rows, USES_A_PAGE).get_page(request.GET.get("page")),
        "wheres": [(key, name) for key, name in WHERE.items() if key in used],
        "where": request.GET.get("where", ""),
        "words": request.GET.get("q", ""),
        "state": request.GET.get("state", ""),
        "is_filtered": any(request.GET.get(name) for name in ("where", "q", "state")),
        "refusal": refusal,
        "ticked": row_ids(request.POST.getlist("use")) if refusal else [],
        "until": request.POST.get("until", ""),
        "part": "uses",
        "tab": "uses",
    }
    return render(request, "share/uses.html", context, status=422 if refusal else 200)


@require_safe
@workspace_page()
def uses_file(request: HttpRequest, access: Access) -> HttpResponse:
    """The same list as CSV, all pages of it."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="in-use-{access.workspace.slug}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    for row in _rows(request, access).iterator(chunk_size=ROWS_AT_ONCE):
        words = "\n".join(text for _, text in row.variant.sentences())
        cells = [row.variant.key, words, WHERE.get(row.where, row.where), row.place]
        dates = [row.since.isoformat(), row.until.isoformat() if row.until else ""]
        sheet.writerow([safe_cell(each) for each in (*cells, *dates, row.get_how_display())])
    return answer


@require_POST
@workspace_page(change=EDIT)
def use_add(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say where one text is in use; what was typed stays where that is refused."""
    row = access_object(variants_with_all(), access, pk=pk)
    form = UseForm(request.POST, today=today_in(access.workspace))
    if not form.is_valid():
        return show_variant(request, access, row, more={"use_form": form}, status=422)
    how = InUse.How.COPIED if request.POST.get("copied") else InUse.How.HAND
    if mark_in_use(access=access, variants=[row.pk], how=how, **form.cleaned_data):
        messages.success(request, "In use there. It counts as live until you say that it ended.")
    else:
        messages.info(request, "That was known: it is in use there already.")
    return redirect("write-variant", access.workspace.slug, row.pk)


@require_POST
@workspace_page(change=EDIT)
def use_end(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """It is not there any more, since the day given or today."""
    row = access_object(InUse.objects.select_related("variant"), access, pk=pk)
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise ValueError("Write the day as 2031-05-06, or leave it empty for today.")
        end_use(access=access, use=row, until=form.cleaned_data["until"])
    except (RefusedError, ValueError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"It is not in use there any more: {place_of(row)}.")
    return redirect(own_path(request) or _page_of(access, row))


@require_POST
@workspace_page(change=EDIT)
def use_resume(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Undo: it had not ended."""
    row = access_object(InUse.objects.select_related("variant"), access, pk=pk)
    try:
        resume_use(access=access, use=row)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"It is in use there again: {place_of(row)}.")
    return redirect(own_path(request) or _page_of(access, row))


@workspace_page(permission=EDIT, change=EDIT)
def uses_of_export(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """All texts of a finished export are in use somewhere now."""
    job = access_object(jobs_of(access), access, pk=pk)
    if not is_export(job):
        raise Http404("This is no finished export.")
    texts = list(texts_of_export(access, job))
    today = today_in(access.workspace)
    form = UseForm(request.POST or None, today=today, initial={"where": home_of(job)})
    if request.method == "POST" and form.is_valid():
        ids = [pk for some in texts for pk in some.values_list("pk", flat=True)]
        how = InUse.How.EXPORT
        number = mark_in_use(access=access, variants=ids, how=how, job=job, **form.cleaned_data)
        said = "text is" if number == 1 else "texts are"
        messages.success(request, f"{number} more {said} in use there, and count as live.")
        return redirect("share-uses", access.workspace.slug)
    number = sum(some.count() for some in texts)
    context = {"form": form, "job": job, "number": number, "part": "uses", "tab": "uses"}
    status = 422 if form.errors else 200
    return render(request, "share/uses_of_export.html", context, status=status)


def _page_of(access: Access, row: InUse) -> str:
    return reverse("write-variant", args=[access.workspace.slug, row.variant_id])


def _rows(request: HttpRequest, access: Access) -> "QuerySet[InUse]":
    """What the address asks for: what is in use, or what ended; nonsense finds nothing."""
    rows: QuerySet[InUse] = InUse.objects.for_workspace(access.workspace)
    going = not_over(access.workspace)
    rows = rows.filter(~going if request.GET.get("state") == ENDED else going)
    if request.GET.get("where"):
        rows = rows.filter(where=request.GET["where"].replace("\x00", "")[:60])
    for word in request.GET.get("q", "").replace("\x00", "")[:100].split():
        rows = rows.filter(says(word, "variant__") | Q(place__icontains=word))
    return rows.select_related("variant__message__placement", "created_by").order_by(
        "-since", "-pk"
    )
