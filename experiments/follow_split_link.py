"""Follow a split link: which page this visitor goes to, with the exposure stored before they go.

No query but the one that stores the exposure: links lie in the snapshot of their workspace, and
which workspace a token is of never changes, so each process asks that once.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import uuid4

from django.db import DatabaseError

from experiments.delivery.context import Context
from experiments.delivery.evaluator import (
    Evaluation,
    NotLiveError,
    UnknownPlacementError,
    evaluate,
    recognise,
)
from experiments.delivery.registry import registry
from experiments.delivery.senders import Sender
from experiments.delivery.snapshot import Snapshot
from experiments.delivery.split_snapshot import FROM, SplitLinkSnapshot, onward
from experiments.intake import take_in
from experiments.models import SplitLink
from experiments.models.delivering import new_token
from personas.mapping.recognition import KINDS, gather_signs

MOST_REMEMBERED = 4_096
TOKEN_LENGTH = len(new_token())
log = logging.getLogger(__name__)


class UnknownLinkError(LookupError):
    """No split link has this token."""


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody opened a link. ``asked_with`` is the query of the address, in its order; ``counts``
    is False for what no person does: a HEAD, a page fetched beforehand, one call too many."""

    asked_with: Sequence[tuple[str, str]]
    visitor: str
    locale: str
    referrer: str
    user_agent: str
    counts: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """Where to send them. ``remembers`` says whether their number may be kept in a cookie."""

    url: str
    remembers: bool


def find_link(token: str) -> tuple[int, SplitLinkSnapshot]:
    """The workspace of a token and its link. UnknownLinkError if there is none, or none now."""
    if len(token) != TOKEN_LENGTH or not token.isascii() or "\x00" in token:
        raise UnknownLinkError
    workspace_id = _workspace_of(token)
    registry.refresh_if_due()
    link = registry.snapshot_of(workspace_id).split_links.get(token)
    if link is None:
        raise UnknownLinkError
    return workspace_id, link


@lru_cache(maxsize=MOST_REMEMBERED)
def _workspace_of(token: str) -> int:
    found = SplitLink.objects.filter(token=token).values_list("workspace_id", flat=True).first()
    if found is None:
        raise UnknownLinkError  # which is not remembered: the link may be made a second later
    return int(found)


def follow(*, workspace_id: int, link: SplitLinkSnapshot, click: Click) -> Followed:
    """Where this click leads. The exposure, if the visitor is in a test, is durable by then; if it
    cannot be stored the visitor goes on all the same, to the page that anybody gets."""
    if not link.is_on or not click.counts:
        return Followed(onward(link.url, click.asked_with), remembers=False)
    snapshot = registry.snapshot_of(workspace_id)
    found = _evaluate(snapshot, link.placement, click)
    if found is None:
        return Followed(onward(link.url, click.asked_with), remembers=False)
    if found.assignment is not None and not _report(workspace_id, found, click):
        return Followed(onward(link.url, click.asked_with), remembers=False)
    url = onward(
        link.page_of(found.variant),
        click.asked_with,
        visitor=click.visitor,
        variant=found.variant,
    )
    return Followed(url, remembers=link.remembers)


def _evaluate(snapshot: Snapshot, placement: str, click: Click) -> Evaluation | None:
    context = Context(
        visitor=click.visitor,
        locale=click.locale or None,
        came_from=dict(click.asked_with).get(FROM) or None,
    )
    if snapshot.recogniser.kinds:
        signs = [pair for pair in click.asked_with if pair[0] in KINDS]
        context = recognise(snapshot, context, gather_signs([*signs, ("referrer", click.referrer)]))
    try:
        return evaluate(snapshot, placement, context, click.at)
    except (UnknownPlacementError, NotLiveError):
        return None


def _report(workspace_id: int, found: Evaluation, click: Click) -> bool:
    """Store the exposure; False if it could not be."""
    assert found.assignment is not None
    event: Mapping[str, object] = {
        "id": str(uuid4()),
        "type": "exposure",
        "visitor": click.visitor,
        "experiment": found.assignment.experiment,
        "phase": found.assignment.phase,
        "arm": found.assignment.arm,
    }
    try:
        take_in(
            workspace_id=workspace_id,
            events=[event],
            received_at=click.at,
            sender=Sender(False, click.user_agent),
        )
    except DatabaseError:
        log.exception("A click on a split link could not be stored.")
        return False
    return True
