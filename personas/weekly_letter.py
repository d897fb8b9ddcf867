"""The weekly letter: what customers began to say, to the members who want to read it.

Sent once, after the digest is kept: whoever misses one finds it on the page. When the mail server
takes none at all, it is tried again with the next beat.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from personas.models import WeeklyDigest
from personas.over_time import today_in
from personas.weekly_digest import WEEK, Digest, due_weeks, make_digest, monday, read_digests
from workspaces.access import system_access
from workspaces.models import Membership, Workspace
from workspaces.weekly_letter import readers, token_of

log = logging.getLogger(__name__)


def catch_up() -> int:
    """Make the digests that are due in every workspace, and send the newest of each; how many
    digests were made. Safe to run at any time and as often as one likes."""
    made = 0
    for workspace in Workspace.objects.filter(archived_at=None).order_by("pk"):
        try:
            for week in due_weeks(workspace):
                made += make_digest(workspace=workspace, week=week) is not None
            send_newest(workspace)
        except Exception:
            log.exception("The weekly digest of workspace %s could not be made", workspace.pk)
    return made


def send_newest(workspace: Workspace) -> int:
    """Send the digest of last week, if it has news and was not sent; how many letters.

    Older ones are on the page: nobody wants four letters at once.
    """
    last = monday(today_in(workspace)) - WEEK
    waiting = WeeklyDigest.objects.for_workspace(workspace).filter(week=last, mailed_at=None)
    row = waiting.first()
    if row is None:
        return 0
    (digest,) = read_digests(access=system_access(workspace), rows=[row])
    people = readers(workspace) if digest.is_news else []
    if not people or not waiting.filter(pk=row.pk).update(mailed_at=timezone.now()):
        return 0
    sent = sum(_sent(digest, each) for each in people)
    if not sent:
        WeeklyDigest.objects.for_workspace(workspace).filter(pk=row.pk).update(mailed_at=None)
    return sent


def _sent(digest: Digest, reader: Membership) -> bool:
    try:
        letter_of(digest, reader).send()
    except OSError:
        log.exception("A weekly letter of workspace %s could not be sent", reader.workspace_id)
        return False
    return True


def letter_of(digest: Digest, reader: Membership) -> EmailMultiAlternatives:
    """The letter to one member: text and HTML, and a way to stop it in one press."""
    workspace = reader.workspace
    stop = settings.SITE_URL + reverse("letter-stop", args=[token_of(reader)])
    context = {
        "digest": digest,
        "workspace": workspace,
        "page": settings.SITE_URL + reverse("listen-weeks", args=[workspace.slug]),
        "site": settings.SITE_URL,
        "stop": stop,
    }
    # A subject is one line, whatever a workspace is called.
    subject = " ".join(f"{workspace.name}: what customers began to say".split())
    letter = EmailMultiAlternatives(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
        render_to_string("letters/weekly.txt", context),
        None,
        [reader.user.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    letter.attach_alternative(render_to_string("letters/weekly.html", context), "text/html")
    return letter
