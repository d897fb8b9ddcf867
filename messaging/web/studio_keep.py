"""What the studio's buttons do: keep drafts, as they are or changed, and fill what is missing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from messaging.channels_here import channel_for
from messaging.conflicts import RefusedError
from messaging.drafting import Order, keep_drafts, keep_edited
from messaging.fill_brief import FILLABLE, fill_in
from messaging.merge_tag_settings import MergeTagsError, merge_tags_of, set_merge_tags
from messaging.models import Message
from messaging.take_along import NEUTRAL
from messaging.web.parts_form import PartsForm
from messaging.web.studio import show_studio
from messaging.web.studio_order import order_query, read_order
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page


@require_POST
@workspace_page()
def keep(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Keep the drafts that were ticked, the one whose button was pressed, or the changed one."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, _ = read_order(request.POST, access, message)
    if order is not None and request.POST.get("edit"):
        return _keep_edited(request, access, message, order)
    names = request.POST.getlist("draft")
    if order is None or not names:
        messages.error(request, "Choose a draft to keep.")
        return redirect("write-studio", access.workspace.slug, pk)
    try:
        kept = keep_drafts(access=access, message=message, order=order, fingerprints=names)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        number = "One draft" if len(kept) == 1 else f"{len(kept)} drafts"
        messages.success(request, f"{number} kept. Edit, or submit for approval.")
    return to_studio(access, message, order, "kept")


def _keep_edited(
    request: HttpRequest, access: Access, message: Message, order: Order
) -> HttpResponse:
    channel = channel_for(access=access, key=message.placement.channel)
    form = PartsForm(request.POST, access=access, channel=channel, parts={})
    if not form.is_valid() or not form.parts():
        if form.is_valid():
            form.add_error(None, "There are no words yet.")
        return show_studio(request, access, message, request.POST, edited=form, status=422)
    keep_edited(
        access=access,
        message=message,
        order=order,
        name=request.POST["edit"],
        parts=form.parts(),
    )
    messages.success(request, "Kept in your words. Submit it when it is ready.")
    return to_studio(access, message, order, "kept")


@require_POST
@workspace_page()
def fill(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Fill in one thing the brief lacks; words that do not fit come back with advice."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, _ = read_order(request.POST, access, message)
    field, text = request.POST.get("field", ""), request.POST.get("text", "")
    if order is None or field not in FILLABLE:
        messages.error(request, "Choose first what to speak to.")
        return redirect("write-studio", access.workspace.slug, pk)
    try:
        fill_in(access=access, message=message, pain=order.pain, field=field, text=text)
    except RefusedError as error:
        unfilled = {"field": field, "text": text, "why": error.message}
        return show_studio(request, access, message, request.POST, unfilled=unfilled, status=422)
    messages.success(request, "Noted. The drafts below know it now.")
    return to_studio(access, message, order, "drafts")


@require_POST
@workspace_page()
def dialect(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Remember, for everybody here, the tool in whose writing copy is taken along."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    chosen = request.POST.get("dialect", "")
    tags = merge_tags_of(access)
    try:
        set_merge_tags(
            access=access,
            dialect="" if chosen == NEUTRAL else chosen,
            fields=tags.fields if tags else {},
            longest=tags.longest if tags else {},
        )
    except MergeTagsError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, "From now on copies have merge tags the way that tool takes them."
        )
    order, _ = read_order(request.POST, access, message)
    if order is None:
        return redirect("write-studio", access.workspace.slug, pk)
    return to_studio(access, message, order, "drafts")


def to_studio(access: Access, message: Message, order: Order, part: str) -> HttpResponse:
    """Back to the drafts of an order, at one part of the page."""
    address = reverse("write-studio", args=[access.workspace.slug, message.pk])
    return redirect(f"{address}?{order_query(order)}#{part}")
