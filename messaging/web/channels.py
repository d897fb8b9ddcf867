"""The channels of a workspace: what fits where, and limits of one's own."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from messaging.channels import Channel
from messaging.channels.checked import check_again
from messaging.channels.document import DocumentError
from messaging.channels.registry import all_channels
from messaging.channels_here import channels_of
from messaging.conflicts import RefusedError
from messaging.models import OwnChannel, Placement
from messaging.own_channels import BreaksTextsError, add_channel, change_channel, remove_channel
from messaging.web.channel_forms import ChannelForm, PartForms, document_from, show_faults, start
from messaging.web.parts_form import UNITS, limits_in_words
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def channels(request: HttpRequest, access: Access) -> HttpResponse:
    """Every kind of place with what fits, who says so, and when somebody last looked."""
    own = {row.key: row for row in OwnChannel.objects.for_workspace(access.workspace)}
    used = set(Placement.objects.for_workspace(access.workspace).values_list("channel", flat=True))
    today = timezone.localdate(timezone=ZoneInfo(access.workspace.time_zone))
    rows = [
        (channel, _parts(channel), own.get(key), key in used, _is_old(channel, today))
        for key, channel in channels_of(access).items()
    ]
    rows.sort(key=lambda row: row[0].whose != "own")
    context = {"rows": rows, "tab": "channels", "units": UNITS}
    return render(request, "write/channels.html", context)


@workspace_page(permission=EDIT)
def channel_new(request: HttpRequest, access: Access) -> HttpResponse:
    """A channel of one's own. ``?from=`` starts with a copy of another; ``?change=`` sets own
    limits for one of ours."""
    changed = _named(access, request.GET.get("change"))
    if changed is not None:
        row = OwnChannel.objects.for_workspace(access.workspace).filter(key=changed.key).first()
        if row is not None:
            return redirect("write-channel", access.workspace.slug, row.pk)
        if changed.key not in all_channels():
            raise Http404("There is no such channel of ours.")
    before = changed or _named(access, request.GET.get("from"))
    initial, parts = start(before)
    if changed is None:
        initial |= {"name": "", "key": ""}
    form, rows = _forms(request, initial, parts, fixed_key=changed is not None)
    broken = None
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        key = changed.key if changed else form.cleaned_data["key"]
        try:
            if changed is None and key in all_channels():
                form.add_error("key", f"“{key}” is one of ours. Set your own limits for it.")
            else:
                add_channel(
                    access=access,
                    key=key,
                    document=document_from(form, rows, before),
                    anyway="anyway" in request.POST,
                )
                messages.success(request, f"{form.cleaned_data['name']} is ready for words.")
                return redirect("write-channels", access.workspace.slug)
        except DocumentError as error:
            show_faults(form, rows, error)
        except BreaksTextsError as error:
            broken = error
        except RefusedError as error:
            form.add_error("key" if "key" in form.fields else None, error.message)
    context = {"form": form, "rows": rows, "before": before, "changed": changed, "broken": broken}
    return _page(request, context, refused=form.errors or rows.total_error_count())


@workspace_page(permission=EDIT)
def channel(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Change the parts and limits of a channel of one's own."""
    row = access_object(OwnChannel.objects.all(), access, pk=pk)
    before = channels_of(access)[row.key]
    initial, parts = start(before)
    form, rows = _forms(request, initial, parts, fixed_key=True)
    broken = None
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            change_channel(
                access=access,
                channel=row,
                document=document_from(form, rows, before),
                anyway="anyway" in request.POST,
            )
        except DocumentError as error:
            show_faults(form, rows, error)
        except BreaksTextsError as error:
            broken = error
        else:
            messages.success(request, "Saved. Every text is counted by it from now on.")
            return redirect("write-channels", access.workspace.slug)
    context = {"form": form, "rows": rows, "before": before, "row": row, "broken": broken}
    context["changed"] = before if before.whose == "changed" else None
    return _page(request, context, refused=form.errors or rows.total_error_count())


@require_POST
@workspace_page()
def channel_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(OwnChannel.objects.all(), access, pk=pk)
    try:
        remove_channel(access=access, channel=row)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        ours = all_channels().get(row.key)
        said = f"{ours.name} has our limits again." if ours else f"{row.name} is gone."
        messages.success(request, said)
    return redirect("write-channels", access.workspace.slug)


def _forms(
    request: HttpRequest,
    initial: dict[str, Any],
    parts: list[dict[str, Any]],
    *,
    fixed_key: bool,
) -> tuple[ChannelForm, Any]:
    data = request.POST if request.method == "POST" else None
    form = ChannelForm(data, initial=initial, fixed_key=fixed_key)
    return form, PartForms(data, initial=parts, prefix="part")


def _page(request: HttpRequest, context: dict[str, Any], *, refused: Any) -> HttpResponse:
    status = 409 if context["broken"] else 422 if refused else 200
    if request.method != "POST":
        status = 200
    return render(request, "write/channel.html", context | {"tab": "channels"}, status=status)


def _named(access: Access, key: str | None) -> Channel | None:
    if not key:
        return None
    found = channels_of(access).get(key)
    if found is None:
        raise Http404("There is no such channel.")
    return found


def _parts(channel: Channel) -> list[tuple[str, str]]:
    """Each part's name, and what fits in words."""
    said = []
    for part in channel.parts:
        words = limits_in_words(part) or "As long as you like."
        said.append((part.name, f"{words}{'' if part.minimum else ' May stay empty.'}"))
    return said


def _is_old(channel: Channel, today: date) -> bool:
    """Whether facts that somebody else decides should be looked up again."""
    own_guidance = channel.source.startswith("Cuppa") or not channel.source
    return not own_guidance and check_again(channel.checked_on, today)
