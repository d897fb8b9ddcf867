"""Which texts: where they stand, whom and what they speak to, whose turn it is, what they say."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from messaging.assigning import OPEN_STATES
from messaging.live_texts import in_use
from messaging.models import Placement, Variant
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import VIEW, Access

LIVE = "live"
ELSEWHERE = "elsewhere"
NOBODY = "nobody"
LONGEST_SEARCH = 100
SORTS: Mapping[str, tuple[str, tuple[str | OrderBy, ...]]] = {
    "newest": ("Newest first", ("-created_at", "-id")),
    "oldest": ("Oldest first", ("created_at", "id")),
    "lens": (
        "Most about the customer first",
        (F("score").desc(nulls_last=True), "-id"),
    ),
    "product": (
        "Most about ourselves first",
        (F("score").asc(nulls_last=True), "-id"),
    ),
    "due": ("Most urgent first", (F("due_on").asc(nulls_last=True), "-id")),
    "place": ("By place", ("message__placement__name", "message_id", "-id")),
}
"""Name of an order -> how people call it, and what it is sorted by."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is None or empty does not matter.

    ``state`` is one of the states, LIVE (here or elsewhere) or ELSEWHERE (in use there); ``stage``
    a stage, ``open_stage`` those that leave it open; ``assignee`` a person's id or NOBODY;
    ``overdue`` open texts whose day is over.
    """

    words: str = ""
    state: str = ""
    placement: Placement | None = None
    persona: Persona | None = None
    stage: JourneyStage | None = None
    open_stage: bool = False
    pain: PainPoint | None = None
    channel: str = ""
    language: str = ""
    writer: str = ""
    assignee: str = ""
    overdue: bool = False
    sort: str = "newest"


def find_variants(*, access: Access, wanted: Wanted, today: date) -> "QuerySet[Variant]":
    """The texts that are ``wanted``, in the order asked for, each with ``elsewhere``: whether it is
    in use there; ``today`` is the workspace's day."""
    access.require(VIEW)
    rows = Variant.objects.for_workspace(access.workspace)
    rows = rows.annotate(elsewhere=in_use(access.workspace))
    for each in _conditions(wanted, today):
        rows = rows.filter(each)
    _, order = SORTS.get(wanted.sort, SORTS["newest"])
    found: QuerySet[Variant] = rows.order_by(*order)
    return found


def _conditions(wanted: Wanted, today: date) -> list[Q]:
    exact = {
        "message__placement": wanted.placement,
        "message__persona": wanted.persona,
        "pain": wanted.pain,
        "message__placement__channel": wanted.channel,
        "language": wanted.language,
        "writer": wanted.writer,
    }
    found = [Q(**{name: value}) for name, value in exact.items() if value]
    if wanted.state == LIVE:
        found.append(Q(live_in__isnull=False) | Q(elsewhere=True))
    elif wanted.state == ELSEWHERE:
        found.append(Q(elsewhere=True))
    elif wanted.state:
        found.append(Q(state=wanted.state))
    if wanted.open_stage:
        found.append(Q(message__stage=None, message__transition=None))
    elif wanted.stage is not None:
        at = Q(message__stage=wanted.stage) | Q(message__transition__to_stage=wanted.stage)
        found.append(at)
    if wanted.assignee == NOBODY:
        found.append(Q(assignee=None))
    elif wanted.assignee:
        found.append(Q(assignee=int(wanted.assignee)))
    if wanted.overdue:
        found.append(Q(due_on__lt=today, state__in=OPEN_STATES))
    return found + [says(word) for word in wanted.words[:LONGEST_SEARCH].split()]


def says(word: str, path: str = "") -> Q:
    """Texts with ``word`` in them, or in their key; ``path`` leads to the text. SQLite keeps other
    letters escaped in JSON."""
    said = Q(**{f"{path}key__icontains": word})
    for escaped in (True, False):
        written = json.dumps(word, ensure_ascii=escaped)[1:-1]
        said |= Q(**{f"{path}parts__icontains": written})
    return said
