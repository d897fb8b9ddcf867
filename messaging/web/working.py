"""Working on a text together: whose turn it is, what colleagues say, and what it said before."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from messaging.assigning import assign_variant, work_of
from messaging.channels import Channel, Parts
from messaging.channels_here import channel_for
from messaging.comments import add_comment, open_comments, remove_comment, resolve_comment
from messaging.conflicts import EditConflictError, RefusedError
from messaging.models import Campaign, Comment, Variant
from messaging.text_versions import version_at
from messaging.web.differences import Piece, differences, part_text
from messaging.web.variants import show_variant, variants_with_all
from messaging.web.working_forms import CommentForm, TurnForm
from messaging.wording import restore_version
from workspaces.access import VIEW, Access, access_object
from workspaces.models import User
from workspaces.web.given import own_path, row_id
from workspaces.web.views import workspace_page


@require_POST
@workspace_page(change=VIEW)
def comment(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say something about a text."""
    row = access_object(variants_with_all(), access, pk=pk)
    form = CommentForm(request.POST, auto_id="comment-%s")
    if not form.is_valid():
        return show_variant(request, access, row, more={"comment_form": form}, status=422)
    add_comment(access=access, text=form.cleaned_data["text"], about=row)
    return _to(access, row, "#said")


@require_POST
@workspace_page()
def comment_resolve(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Dealt with, or after all not (``open``)."""
    row = access_object(Comment.objects.all(), access, pk=pk)
    resolve_comment(access=access, comment=row, is_resolved="open" not in request.POST)
    return _after_comment(request, access, row)


@require_POST
@workspace_page(change=VIEW)
def comment_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Comment.objects.all(), access, pk=pk)
    try:
        remove_comment(access=access, comment=row)
    except RefusedError as error:
        messages.error(request, error.message)
    return _after_comment(request, access, row)


@require_POST
@workspace_page()
def assign(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Give a text to somebody, until a day."""
    row = access_object(variants_with_all(), access, pk=pk)
    form = TurnForm(request.POST, access=access)
    if not form.is_valid():
        return show_variant(request, access, row, more={"turn_form": form}, status=422)
    who, due = form.cleaned_data["assignee"], form.cleaned_data["due_on"]
    if assign_variant(access=access, variant=row, assignee=who, due_on=due):
        messages.success(request, _said(who, due))
    return _to(access, row, "#turn")


def _said(who: User | None, due: Any) -> str:
    until = f", until {date_format(due, 'j F')}" if due else ""
    return f"It is with {who} now{until}." if who else f"It is with nobody in particular{until}."


@require_safe
@workspace_page()
def version(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    """What a text said once, and what has changed since."""
    row = access_object(variants_with_all(), access, pk=pk)
    old = version_at(access=access, variant=row, number=number)
    if old is None:
        raise Http404("There is no such version.")
    channel = channel_for(access=access, key=row.message.placement.channel)
    context = {
        "variant": row,
        "version": old,
        "differences": since(channel, old.parts, row.parts),
        "is_same": old.parts == row.parts,
    }
    return render(request, "write/version.html", context)


def since(channel: Channel, old: Parts, now: Parts) -> list[tuple[str, list[Piece]]]:
    """What each part of a text says now against what it said then."""
    return [
        (part.name, differences(part_text(old.get(part.key)), part_text(now.get(part.key))))
        for part in channel.parts
        if old.get(part.key) or now.get(part.key)
    ]


@require_POST
@workspace_page()
def version_restore(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    row = access_object(variants_with_all(), access, pk=pk)
    old = version_at(access=access, variant=row, number=number)
    if old is None:
        raise Http404("There is no such version.")
    revision = row_id(request.POST.get("revision", "")) or 0
    try:
        saved = restore_version(access=access, variant=row, version=old, revision=revision)
    except EditConflictError as error:
        return show_variant(request, access, row, refusal=error.message, status=409)
    said = "It says again what it said then; what it said until now is a version too."
    if saved.pk != row.pk:
        said = "Its words are fixed, so a new draft says what it said then."
    messages.success(request, said)
    return redirect("write-variant", access.workspace.slug, saved.pk)


@require_safe
@workspace_page()
def mine(request: HttpRequest, access: Access) -> HttpResponse:
    """The texts that wait for who looks, the most urgent first."""
    assert access.user is not None
    work = work_of(access=access, user=access.user)
    talk = open_comments(access=access, variants=[each.variant for each in work])
    rows = [(each, talk.get(each.variant.pk, 0)) for each in work]
    return render(request, "write/mine.html", {"rows": rows})


def _after_comment(request: HttpRequest, access: Access, row: Comment) -> HttpResponse:
    target = own_path(request)
    if target is not None:
        return redirect(target)
    if row.campaign_id is not None:
        campaign = access_object(Campaign.objects.all(), access, pk=row.campaign_id)
        return redirect("write-campaign", access.workspace.slug, campaign.pk)
    return redirect("write-variant", access.workspace.slug, row.variant_id)


def _to(access: Access, row: Variant, anchor: str) -> HttpResponse:
    answer = redirect("write-variant", access.workspace.slug, row.pk)
    answer["Location"] += anchor
    return answer
