"""Texts that stand on words a customer took back: the list, and what was done about each."""

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging.conflicts import RefusedError
from messaging.copy_flags import open_flags, repeating, settle_flag
from messaging.models import CopyFlag
from messaging.taken_back import Settlement
from workspaces.access import Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.given import own_path
from workspaces.web.views import workspace_page

FLAGS_A_PAGE = 30
SETTLED_SHOWN = 20
DONE = {
    Settlement.REPLACED: "It is out of use.",
    Settlement.REWORDED: "It no longer says what they said.",
    Settlement.KEPT: "It stays, and your reason with it.",
}


class SettleForm(forms.Form):
    """What was done about a text whose words were taken back."""

    how = forms.ChoiceField(choices=Settlement.choices)
    reason = forms.CharField(max_length=250, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("how") == Settlement.KEPT and not said.get("reason"):
            self.add_error("reason", "Say why it may stay, so that whoever asks later finds it.")
        return said


@require_safe
@workspace_page()
def flags(request: HttpRequest, access: Access) -> HttpResponse:
    return _show(request, access)


@require_safe
@workspace_page()
def flags_file(request: HttpRequest, access: Access) -> HttpResponse:
    """All flags, settled ones too, as CSV."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="flags-{access.workspace.slug}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(["text", "place", "reason", "since", "settled", "by", "how"])
    rows = CopyFlag.objects.for_workspace(access.workspace).select_related(
        "variant__message__placement", "settled_by"
    )
    for flag in rows:
        cells = [
            flag.variant.key,
            flag.variant.message.placement.name,
            flag.get_reason_display(),
            flag.created_at.isoformat(timespec="seconds"),
            flag.settled_at.isoformat(timespec="seconds") if flag.settled_at else "",
            flag.settled_by.email if flag.settled_by else "",
            flag.settlement,
        ]
        sheet.writerow([safe_cell(cell) for cell in cells])
    return answer


@require_POST
@workspace_page()
def settle(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say what was done; where that is not so, the list says why, with what was typed."""
    flag = access_object(CopyFlag.objects.select_related("variant"), access, pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, access, flag=flag, form=form, status=422)
    how = Settlement(form.cleaned_data["how"])
    try:
        settle_flag(access=access, flag=flag, how=how, reason=form.cleaned_data["reason"])
    except RefusedError as error:
        form.add_error(None, error.message)
        return _show(request, access, flag=flag, form=form, status=409)
    messages.success(request, DONE[how])
    return redirect(own_path(request) or "write-flags", *_slug(request, access))


def _slug(request: HttpRequest, access: Access) -> tuple[str, ...]:
    return () if own_path(request) else (access.workspace.slug,)


def _show(
    request: HttpRequest,
    access: Access,
    *,
    flag: CopyFlag | None = None,
    form: SettleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = Paginator(open_flags(access), FLAGS_A_PAGE).get_page(request.GET.get("page"))
    settled = (
        CopyFlag.objects.for_workspace(access.workspace)
        .exclude(settled_at=None)
        .select_related("variant__message__placement", "settled_by")
        .order_by("-settled_at")
    )
    context: dict[str, Any] = {
        "page": page,
        "flags": [(flag, repeating(access, flag)) for flag in page],
        "settled": settled[:SETTLED_SHOWN],
        "refused": flag,
        "settle_form": form,
        "tab": "flags",
    }
    return render(request, "write/flags.html", context, status=status)
