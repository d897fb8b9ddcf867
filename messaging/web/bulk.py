"""Several texts at once: what was done with them is told, text by text where it was refused."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import DateField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from messaging.assigning import workers
from messaging.bulk import MOST_AT_ONCE, STEPS, Outcome, Told, take_steps
from messaging.conflicts import RefusedError
from messaging.drafting import keep_drafts
from messaging.models import Message, Variant
from messaging.web.studio_order import order_query, read_order
from messaging.web.variants import variants_with_all
from workspaces.access import EDIT, VIEW, Access, access_object
from workspaces.web.given import own_path, row_id, row_ids
from workspaces.web.views import workspace_page

TOLD_ONE_BY_ONE = 8


@require_POST
@workspace_page()
def bulk(request: HttpRequest, access: Access) -> HttpResponse:
    """Take one step with the ticked texts, and go back to the list they were ticked in."""
    target = own_path(request) or reverse("write-variants", args=[access.workspace.slug])
    chosen = row_ids(request.POST.getlist("variant"))
    if chosen and request.POST.get("do") == "review":
        picks = urlencode([("pick", pk) for pk in chosen[:MOST_AT_ONCE]])
        return redirect(f"{reverse('share-review-new', args=[access.workspace.slug])}?{picks}")
    return _taken(request, access, chosen, target)


@require_POST
@workspace_page(change=VIEW)
def picked(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The same in the studio, where drafts can be ticked, too: to compare, and to keep."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, _ = read_order(request.POST, access, message)
    query = order_query(order) if order else ""
    studio = f"{reverse('write-studio', args=[access.workspace.slug, pk])}?{query}"
    picks, do = request.POST.getlist("pick"), request.POST.get("do", "")
    if do != "keep" and do not in STEPS:
        picks_query = urlencode([("pick", pick) for pick in picks])
        address = reverse("write-compare-here", args=[access.workspace.slug, pk])
        return redirect(f"{address}?{query}&{picks_query}")
    access.require(EDIT)
    if do == "keep":
        drafts = [pick for pick in picks if not pick.startswith("v")]
        if order is None or not drafts:
            messages.error(request, "Tick the drafts to keep first.")
        else:
            _keep(request, access, message, order, drafts)
        return redirect(f"{studio}#kept")
    chosen = [number for pick in picks if pick[:1] == "v" and (number := row_id(pick[1:]))]
    return _taken(request, access, chosen, f"{studio}#kept", message=message)


def _keep(
    request: HttpRequest, access: Access, message: Message, order: Any, drafts: list[str]
) -> None:
    try:
        kept = keep_drafts(access=access, message=message, order=order, fingerprints=drafts)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        number = "One draft" if len(kept) == 1 else f"{len(kept)} drafts"
        messages.success(request, f"{number} kept. Edit, or submit for approval.")


def _taken(
    request: HttpRequest,
    access: Access,
    chosen: list[int],
    target: str,
    message: Message | None = None,
) -> HttpResponse:
    step = request.POST.get("do", "")
    if step not in STEPS:
        raise Http404("There is no such step.")
    access.require(STEPS[step].permission)
    rows = variants_with_all().filter(workspace=access.workspace, pk__in=chosen[:MOST_AT_ONCE])
    if message is not None:
        rows = rows.filter(message=message)
    variants = sorted(rows, key=lambda row: chosen.index(row.pk))
    if not variants:
        messages.error(request, "Tick at least one text first.")
        return redirect(target)
    try:
        told = _told(request, access, step)
        outcomes = take_steps(access=access, variants=variants, step=step, told=told)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect(target)
    _tell(request, step, outcomes)
    if len(chosen) > MOST_AT_ONCE:
        messages.warning(
            request,
            f"{MOST_AT_ONCE} texts can be done at once; {len(chosen) - MOST_AT_ONCE} of those you "
            "ticked are as they were. Tick them once more.",
        )
    taken = [each.variant.pk for each in outcomes if not each.why]
    return redirect(_with_undo(target, step, taken))


def _told(request: HttpRequest, access: Access, step: str) -> Told:
    """What goes with the step; ValueError with a sentence where it cannot be read."""
    if step == "reject":
        return Told(reason=request.POST.get("reason", ""))
    if step != "assign":
        return Told()
    person, day = request.POST.get("assignee", ""), request.POST.get("due_on", "")
    assignee = workers(access=access).filter(pk=row_id(person) or 0).first() if person else None
    if person and assignee is None:
        raise ValueError("Choose somebody of this workspace who may edit.")
    try:
        due_on = DateField(required=False).clean(day)
    except ValidationError as error:
        raise ValueError(f"“{day[:20]}” is no day. Write it as 2026-05-31.") from error
    return Told(assignee=assignee, due_on=due_on)


def _tell(request: HttpRequest, step: str, outcomes: list[Outcome]) -> None:
    refused = [each for each in outcomes if each.why]
    taken = len(outcomes) - len(refused)
    if taken:
        messages.success(request, f"{taken} {STEPS[step].done}.")
    for each in refused[:TOLD_ONE_BY_ONE]:
        key = each.variant.key
        why = each.why if key in each.why else f"{key}: {each.why}"
        messages.error(request, f"Not {STEPS[step].done}: {why}")
    if len(refused) > TOLD_ONE_BY_ONE:
        more = len(refused) - TOLD_ONE_BY_ONE
        messages.error(request, f"And {more} more were not {STEPS[step].done}.")


def _with_undo(target: str, step: str, taken: list[int]) -> str:
    """``target`` with the step that undoes this one, if there is one and it did something."""
    if not (STEPS[step].back and taken):
        return target
    parts = urlsplit(target)
    kept = [piece for piece in parts.query.split("&") if piece and not piece.startswith("undo")]
    undo = urlencode({"undo": STEPS[step].back, "undo_of": ",".join(map(str, taken))})
    return parts._replace(query="&".join([*kept, undo])).geturl()


def undoable(request: HttpRequest, access: Access) -> dict[str, Any] | None:
    """What the step before could be undone by: its name, its words and the texts. One query, and
    none on most pages."""
    step = request.GET.get("undo", "")
    chosen = row_ids(request.GET.get("undo_of", "").split(","))[:MOST_AT_ONCE]
    if not (chosen and access.may(EDIT)) or step not in ("restore", "retire"):
        return None
    rows = Variant.objects.for_workspace(access.workspace).filter(pk__in=chosen)
    retired = Variant.State.RETIRED
    rows = rows.filter(state=retired) if step == "restore" else rows.exclude(state=retired)
    found = list(rows.order_by().values_list("pk", flat=True))
    if not found:
        return None
    words = "Bring them back" if step == "restore" else "Take them out of use again"
    return {"step": step, "words": words, "of": found, "number": len(found)}
