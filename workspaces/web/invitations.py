"""Invitations: sent again, withdrawn, opened and accepted."""

import logging
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workspaces.access import MANAGE, Access, access_object
from workspaces.addresses import address_of
from workspaces.invitations import (
    SESSION_KEY,
    WHAT,
    InvitationError,
    Letter,
    OtherAddressError,
    accept_invitation,
    find_invitation,
    invitation_of,
    owns_address,
    send_again,
    withdraw_invitation,
)
from workspaces.models import Invitation, Role, User
from workspaces.web.landing import landing
from workspaces.web.views import workspace_page

log = logging.getLogger(__name__)


def post_letter(request: HttpRequest, letter: Letter) -> None:
    """Send a letter, and say whether the post took it."""
    try:
        letter.send()
    except OSError:
        log.exception("The invitation %s could not be sent", letter.invitation.pk)
        messages.error(
            request,
            f"The mail server did not take the letter to {letter.invitation.email}. "
            "The invitation is kept: send it again in a while.",
        )
    else:
        messages.success(request, f"A link is on its way to {letter.invitation.email}.")


def _row(access: Access, pk: int) -> Invitation:
    return access_object(Invitation.objects.select_related("workspace"), access, pk=pk)


@require_POST
@workspace_page(change=MANAGE)
def again(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        letter = send_again(access=access, invitation=_row(access, pk))
    except InvitationError as error:
        messages.error(request, str(error))
    else:
        post_letter(request, letter)
    return redirect("settings-people", access.workspace.slug)


@require_POST
@workspace_page(change=MANAGE)
def withdraw(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    invitation = _row(access, pk)
    try:
        withdraw_invitation(access=access, invitation=invitation)
    except InvitationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The link sent to {invitation.email} opens nothing any more.")
    return redirect("settings-people", access.workspace.slug)


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the letter: keep the link in the session, so that it leaves the address bar."""
    if find_invitation(token) is None:
        return render(request, "invitations/closed.html", status=404)
    request.session[SESSION_KEY] = token
    return redirect("invitation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation_page(request: HttpRequest) -> HttpResponse:
    """To which workspace, as what, by whom; and the one button that fits who is looking."""
    invitation = invitation_of(request)
    if invitation is None:
        return render(request, "invitations/closed.html", status=404)
    if request.method == "POST":
        return accept(request, invitation)
    user = request.user
    back = {"next": request.path}
    context = {
        "invitation": invitation,
        "what": WHAT[Role(invitation.role)],
        "is_theirs": isinstance(user, User) and owns_address(user, invitation.email),
        "is_unconfirmed": isinstance(user, User) and user.email.lower() == invitation.email.lower(),
        "sign_up_query": urlencode({"email": invitation.email} | back),
        "sign_in_query": urlencode(back),
    }
    return render(request, "invitations/invitation.html", context)


@login_required
def accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        membership = accept_invitation(
            user=request.user, invitation=invitation, address=address_of(request)
        )
    except OtherAddressError:
        return redirect("invitation")
    except InvitationError:
        return render(request, "invitations/closed.html", status=404)
    request.session.pop(SESSION_KEY, None)
    messages.success(request, f"You belong to {membership.workspace} now.")
    return redirect(landing(membership.workspace, membership.role))
