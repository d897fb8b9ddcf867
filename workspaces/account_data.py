"""Everything this site keeps about one person, for them to take away."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models.functions import Lower

from workspaces.devices import device_name
from workspaces.models import AuditRecord, Invitation, Membership, User, Workspace


def account_data(user: User) -> dict[str, Any]:
    """Plain values, ready for JSON. Secrets (password, seeds, keys) are not in it."""
    return {
        "account": {
            "id": user.pk,
            "email": user.email,
            "name": user.name,
            "made": user.date_joined,
            "last_signed_in": user.last_login,
            "operator": user.is_staff,
        },
        "email_addresses": _emails(user),
        "workspaces": _workspaces(user),
        "invitations": _invitations(user),
        "ways_to_sign_in": _ways(user),
        "sessions": _sessions(user),
        "what_you_did": _deeds(user),
    }


def emails_of(user: User) -> list[str]:
    """Every address of the account, confirmed or not, in small letters."""
    found = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({email.lower() for email in (user.email, *found)})


def _emails(user: User) -> list[dict[str, Any]]:
    rows = EmailAddress.objects.filter(user=user).order_by("pk")
    return list(rows.values("email", "verified", "primary"))


def _workspaces(user: User) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(user=user).select_related("workspace").order_by("created_at")
    return [
        {
            "workspace": row.workspace.name,
            "short_name": row.workspace.slug,
            "role": row.role,
            "since": row.created_at,
        }
        for row in rows
    ]


def _invitations(user: User) -> list[dict[str, Any]]:
    rows = Invitation.objects.filter(workspace__in=Workspace.objects.all()).alias(
        lower=Lower("email")
    )
    rows = rows.filter(lower__in=emails_of(user)).select_related("workspace").order_by("created_at")
    return [
        {
            "workspace": row.workspace.name,
            "role": row.role,
            "email": row.email,
            "sent": row.created_at,
            "accepted": row.accepted_at,
        }
        for row in rows
    ]


def _ways(user: User) -> list[dict[str, Any]]:
    ways: list[dict[str, Any]] = [{"kind": "password", "set": user.has_usable_password()}]
    for row in Authenticator.objects.filter(user=user).order_by("pk"):
        way = {"kind": row.type, "added": row.created_at, "last_used": row.last_used_at}
        if row.type == Authenticator.Type.WEBAUTHN:
            way["name"] = row.wrap().name
        ways.append(way)
    ways += [
        {
            "kind": "single sign-on",
            "id_there": account.uid,
            "told_by_the_provider": account.extra_data,
            "added": account.date_joined,
            "last_used": account.last_login,
        }
        for account in SocialAccount.objects.filter(user=user).order_by("pk")
    ]
    return ways


def _sessions(user: User) -> list[dict[str, Any]]:
    return [
        {
            "device": device_name(row.user_agent),
            "browser_says": row.user_agent,
            "address": row.ip,
            "began": row.created_at,
            "last_seen": row.last_seen_at,
        }
        for row in UserSession.objects.filter(user=user).order_by("-last_seen_at")
    ]


def _deeds(user: User) -> list[dict[str, Any]]:
    rows = AuditRecord.objects.filter(workspace__in=Workspace.objects.all(), user=user)
    return [
        {
            "at": row.at,
            "workspace": row.workspace.name,
            "action": row.action,
            "what": f"{row.target_type} {row.target_id}: {row.target_label}",
            "by_way_of": row.via,
            "address": row.address,
        }
        for row in rows.select_related("workspace").order_by("at", "pk")
    ]
