"""Pages of a placement: make one, see its messages, add one for a persona or a moment."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.channels_here import channel_for
from messaging.conflicts import RefusedError
from messaging.live_texts import in_use
from messaging.models import Message, Placement, Variant
from messaging.placing import (
    change_placement,
    create_message,
    create_placement,
    remove_message,
    remove_placement,
)
from messaging.using_elsewhere import places_used
from messaging.web.forms import MessageForm, PlacementForm
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page

State = Variant.State


@workspace_page(permission=EDIT)
def placement_new(request: HttpRequest, access: Access) -> HttpResponse:
    form = PlacementForm(request.POST if request.method == "POST" else None, access=access)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            placement = create_placement(access=access, **form.cleaned_data)
        except RefusedError as error:
            form.add_error("key", error.message)
            status = 409
        else:
            messages.success(request, f"{placement.name} is ready for words.")
            message = Message.objects.for_workspace(access.workspace).get(placement=placement)
            answer = redirect("write-studio", access.workspace.slug, message.pk)
            answer["Location"] += f"?{request.GET.urlencode()}" if request.GET else ""
            return answer
    return render(request, "write/placement_new.html", {"form": form}, status=status)


@workspace_page()
def placement(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One place with all it says; posting adds a message."""
    row = access_object(Placement.objects.select_related("campaign"), access, pk=pk)
    form = MessageForm(request.POST if request.method == "POST" else None, access=access)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            message = create_message(access=access, placement=row, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, error.message)
            status = 409
        else:
            messages.success(request, f"{row.name} can now speak to {message.aimed_at}.")
            return redirect("write-studio", access.workspace.slug, message.pk)
    rows = (
        Message.objects.for_workspace(access.workspace)
        .filter(placement=row)
        .select_related("persona", "stage", "transition", "live_variant")
        .annotate(
            drafts=Count("variants", filter=Q(variants__state=State.DRAFT)),
            waiting=Count("variants", filter=Q(variants__state=State.SUBMITTED)),
            elsewhere=Count("variants", filter=Q(in_use(access.workspace, "variants__pk"))),
        )
        .order_by("id")
    )
    context = {
        "placement": row,
        "channel": channel_for(access=access, key=row.channel),
        "placed_messages": rows,
        "form": form,
        "is_live": any(each.live_variant_id and each.is_default for each in rows),
        "used": places_used(access.workspace, variant__message__placement=row),
    }
    return render(request, "write/placement.html", context, status=status)


@workspace_page(permission=EDIT)
def placement_edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Placement.objects.select_related("campaign"), access, pk=pk)
    initial = {
        name: getattr(row, name) for name in ("key", "name", "channel", "description", "campaign")
    }
    form = PlacementForm(
        request.POST if request.method == "POST" else None, access=access, initial=initial
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_placement(access=access, placement=row, changes=form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, error.message)
            status = 409
        else:
            messages.success(request, "Saved.")
            return redirect("write-placement", access.workspace.slug, row.pk)
    context = {"form": form, "placement": row}
    return render(request, "write/placement_edit.html", context, status=status)


@require_POST
@workspace_page()
def placement_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Placement.objects.all(), access, pk=pk)
    try:
        remove_placement(access=access, placement=row)
    except RefusedError as error:
        messages.error(request, error.message)
        return redirect("write-placement", access.workspace.slug, pk)
    messages.success(request, f"{row.name} is gone.")
    return redirect("write", access.workspace.slug)


@require_POST
@workspace_page()
def message_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Message.objects.all(), access, pk=pk)
    try:
        remove_message(access=access, message=row)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "That message is gone.")
    return redirect("write-placement", access.workspace.slug, row.placement_id)
