"""Submitting, deciding, publishing: one button each, and a list of what waits."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.approval import (
    approve_variant,
    approve_variants,
    reject_variant,
    restore_variant,
    retire_variant,
    submit_variant,
)
from messaging.channels_here import channels_of
from messaging.conflicts import RefusedError
from messaging.copy_flags import flags_of
from messaging.models import Variant
from messaging.publishing import set_live
from messaging.remarks import remarks_of
from messaging.web.forms import ReasonForm
from messaging.web.studio_drafts import copy_extras
from messaging.web.variants import show_variant, variants_with_all
from workspaces.access import APPROVE, Access, access_object
from workspaces.web.given import own_path, row_ids
from workspaces.web.views import workspace_page

Step = Callable[..., object]


def _publish(*, access: Access, variant: Variant) -> None:
    set_live(access=access, message=variant.message, variant=variant)


STEPS: dict[str, tuple[Step, str]] = {
    "submit": (submit_variant, "Waiting for a yes. Its words are fixed now."),
    "approve": (approve_variant, "Approved. It can go live, or into a test."),
    "retire": (retire_variant, "Out of use. You can bring it back from its page."),
    "restore": (restore_variant, "Back where it was."),
    "publish": (_publish, "Live. Visitors see it within a second."),
}


@require_POST
@workspace_page()
def step(request: HttpRequest, access: Access, pk: int, name: str) -> HttpResponse:
    """Take one step with a variant; where it is refused, its page says why (409)."""
    if name not in STEPS:
        raise Http404("There is no such step.")
    row = access_object(variants_with_all(), access, pk=pk)
    act, said = STEPS[name]
    try:
        act(access=access, variant=row)
    except RefusedError as error:
        row.refresh_from_db()
        return show_variant(request, access, row, refusal=error.message, status=409)
    messages.success(request, said)
    return _back(request, access, row)


@require_POST
@workspace_page(change=APPROVE)
def reject(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(variants_with_all(), access, pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_variant(request, access, row, reason_form=form, status=422)
    try:
        reject_variant(access=access, variant=row, reason=form.cleaned_data["reason"])
    except RefusedError as error:
        row.refresh_from_db()
        return show_variant(
            request, access, row, reason_form=form, refusal=error.message, status=409
        )
    messages.success(request, "Sent back, with your reason.")
    return _back(request, access, row)


@workspace_page(change=APPROVE)
def approvals(request: HttpRequest, access: Access) -> HttpResponse:
    """What waits for a yes or no; several can be approved at once."""
    waiting = variants_with_all().filter(workspace=access.workspace, state=Variant.State.SUBMITTED)
    if request.method == "POST":
        chosen = row_ids(request.POST.getlist("variant"))
        rows = variants_with_all().filter(workspace=access.workspace, pk__in=chosen)
        approved, refused = approve_variants(access=access, variants=rows)
        if approved:
            number = "One text is" if len(approved) == 1 else f"{len(approved)} texts are"
            messages.success(request, f"{number} approved.")
        for each in refused:
            messages.error(request, each.why)
        if not chosen:
            messages.error(request, "Choose at least one.")
        return redirect("write-approvals", access.workspace.slug)
    listed = list(waiting.order_by("submitted_at", "id"))
    flagged = flags_of(access, listed)
    channels = channels_of(access)
    said = remarks_of(access=access, variants=listed)
    context = {
        "rows": [
            (
                row,
                channels[row.message.placement.channel],
                _segments(row),
                flagged[row.pk],
                said[row.pk],
            )
            for row in listed
        ],
        "reason_form": ReasonForm(),
    }
    return render(request, "write/approvals.html", context)


def _segments(row: Variant) -> list[str] | None:
    return copy_extras(row.message.placement.channel, row.parts).get("segments")


def _back(request: HttpRequest, access: Access, row: Variant) -> HttpResponse:
    """To the page the button stood on, if it is one of ours, else to the variant."""
    target = own_path(request)
    if target is not None:
        return redirect(target)
    return redirect("write-variant", access.workspace.slug, row.pk)
