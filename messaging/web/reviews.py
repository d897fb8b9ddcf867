"""Client reviews of a workspace: which there are, made, changed, closed, taken along as a file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from messaging.models import Review
from messaging.review_file import review_csv, review_workbook
from messaging.review_making import (
    ReviewError,
    change_review,
    close_review,
    create_review,
    remove_review,
    reopen_review,
    texts_to_lay,
)
from messaging.review_reading import is_open, progress_of, reviews_of
from messaging.web.reviews_forms import ChangeReviewForm, NewReviewForm
from workspaces.access import EDIT, Access, access_object
from workspaces.web.given import row_ids
from workspaces.web.views import workspace_page

A_PAGE = 30
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEFT_OUT_TOLD = 5


def review_row(access: Access, pk: int) -> Review:
    rows = Review.objects.select_related("campaign", "created_by", "workspace")
    return access_object(rows, access, pk=pk)


@require_safe
@workspace_page()
def reviews(request: HttpRequest, access: Access) -> HttpResponse:
    """Every review with how far it is."""
    page = Paginator(reviews_of(access=access), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    progress = progress_of(access.workspace, rows)
    shown = [(row, is_open(row), progress[row.pk]) for row in rows]
    return render(request, "share/reviews.html", {"page": page, "rows": shown, "tab": "reviews"})


@workspace_page(permission=EDIT)
def review_new(request: HttpRequest, access: Access) -> HttpResponse:
    """Which texts, for whom, until when. ``pick`` in the query ticks texts beforehand."""
    picked = row_ids(request.GET.getlist("pick"))
    if request.method != "POST":
        form = NewReviewForm(access=access, picked=picked, initial=_ticked(request, access, picked))
        return _new(request, form)
    form = NewReviewForm(request.POST, access=access, picked=[])
    if form.is_valid():
        said = form.cleaned_data
        texts = texts_to_lay(
            access=access,
            campaign=said["campaign"],
            placements=said["placements"],
            chosen=[row.pk for row in said["variants"]],
            drafts=said["drafts"],
        )
        try:
            made = create_review(access=access, laying=form.laying(), variants=texts)
        except ReviewError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "It is open. Send the link to your client.")
            for _, why in made.left_out[:LEFT_OUT_TOLD]:
                messages.warning(request, f"Left out: {why}")
            return redirect("share-review", access.workspace.slug, made.review.pk)
    return _new(request, form, status=422)


def _ticked(request: HttpRequest, access: Access, picked: list[int]) -> dict[str, Any]:
    return {"variants": picked, "campaign": request.GET.get("campaign", "")}


def _new(request: HttpRequest, form: NewReviewForm, status: int = 200) -> HttpResponse:
    can_lay = bool(form.fields["placements"].queryset)  # type: ignore[attr-defined]
    context = {"form": form, "can_lay": can_lay, "tab": "reviews", "part": "new"}
    return render(request, "share/reviews_new.html", context, status=status)


@workspace_page(permission=EDIT)
def review_edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Another name, note, deadline, end or password; the texts stay."""
    row = review_row(access, pk)
    data = request.POST if request.method == "POST" else None
    form = ChangeReviewForm(data, access=access, review=row)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                change_review(access=access, review=row, changes=form.told())
            except ReviewError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, "Saved. The link stays the same.")
                return redirect("share-review", access.workspace.slug, pk)
    context = {"form": form, "review": row, "tab": "reviews", "part": "edit"}
    return render(request, "share/reviews_edit.html", context, status=status)


@require_POST
@workspace_page()
def review_close(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    if close_review(access=access, review=review_row(access, pk)):
        messages.success(request, "Closed. What was said stays; you can open it again.")
    return redirect("share-review", access.workspace.slug, pk)


@require_POST
@workspace_page()
def review_reopen(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    if reopen_review(access=access, review=review_row(access, pk)):
        messages.success(request, "Open again, under the same link.")
    return redirect("share-review", access.workspace.slug, pk)


@require_POST
@workspace_page()
def review_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = review_row(access, pk)
    remove_review(access=access, review=row)
    messages.success(request, f"“{row.name}” is deleted. The texts stay.")
    return redirect("share-reviews", access.workspace.slug)


@require_safe
@workspace_page()
def review_download(request: HttpRequest, access: Access, pk: int, kind: str) -> HttpResponse:
    """What was said, as CSV or as a workbook."""
    row = review_row(access, pk)
    name = slugify(row.name) or "review"
    if kind == "csv":
        # The mark at its beginning tells spreadsheets that it is UTF-8.
        body = "\ufeff" + review_csv(access=access, review=row)
        answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        book = review_workbook(access=access, review=row)
        answer = HttpResponse(book, content_type=WORKBOOK)
    else:
        raise Http404("There is no such file.")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
