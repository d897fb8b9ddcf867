"""Pains with strong evidence that nothing we sell relieves yet: a report for the product people.

Computed from the pains, and kept only where somebody did something about one: whose it is, how far
it has come. A pain whose relief was written since says so; it stays until somebody closes it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from messaging.conflicts import WrongStateError
from messaging.constants import UNMET_OPPORTUNITY, UNMET_QUOTES, UNMET_QUOTES_SHOWN
from messaging.models import Relief, UnmetNeed
from personas.models import Evidence, EvidenceLink, PainPoint, Persona
from personas.rank_pains import RankedPain, rank_pains
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.models import Membership, User, check_together

State = UnmetNeed.State
STEPS: Mapping[str, tuple[str, ...]] = {
    State.OPEN: (State.TOLD, State.DECLINED),
    State.TOLD: (State.PLANNED, State.SOLVED, State.DECLINED),
    State.PLANNED: (State.SOLVED, State.TOLD, State.DECLINED),
    State.SOLVED: (State.TOLD,),
    State.DECLINED: (State.TOLD,),
}
"""What a need may become next; a closed one is opened again by telling it anew."""
CLOSED = (State.SOLVED, State.DECLINED)


@dataclass(frozen=True, slots=True)
class Need:
    """``row`` is None as long as nobody did anything about it. ``may_tell`` is how many
    quotes are by people who agreed to be written to. ``number`` counts from 1."""

    number: int
    ranked: RankedPain
    row: UnmetNeed | None
    quotes: tuple[Evidence, ...]
    relieved_by: str
    may_tell: int

    @property
    def pain(self) -> PainPoint:
        return self.ranked.pain

    @property
    def state(self) -> str:
        return self.row.state if self.row else State.OPEN

    @property
    def state_name(self) -> str:
        return str(State(self.state).label)

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def next_states(self) -> list[tuple[str, str]]:
        return [(value, str(State(value).label)) for value in STEPS[self.state]]


def unmet_needs(
    *, access: Access, persona: Persona | None = None, only: PainPoint | None = None
) -> list[Need]:
    """What is open first, each by opportunity. Six queries. ``only``: this pain, whether it weighs
    enough or not."""
    reliefs = dict(
        Relief.objects.for_workspace(access.workspace).values_list("pain_id", "offer__name")
    )
    rows = {
        row.pain_id: row
        for row in UnmetNeed.objects.for_workspace(access.workspace).select_related("owner")
    }
    wanted = [
        each
        for each in rank_pains(access=access, persona=persona)
        if (each.pain == only)
        or (only is None and _belongs(each, each.pain.pk in rows, each.pain.pk in reliefs))
    ]
    wanted.sort(key=lambda each: _is_closed(rows.get(each.pain.pk)))
    pains = [each.pain.pk for each in wanted]
    quotes, tell = _quotes(access, pains), _may_tell(access, pains)
    return [
        Need(
            number,
            each,
            rows.get(each.pain.pk),
            tuple(quotes[each.pain.pk]),
            reliefs.get(each.pain.pk, ""),
            tell.get(each.pain.pk, 0),
        )
        for number, each in enumerate(wanted, start=1)
    ]


def change_need(*, access: Access, pain: PainPoint, changes: Mapping[str, Any]) -> UnmetNeed:
    """Set ``state``, ``owner`` (a user of the workspace, or None) or ``note`` of a need.

    WrongStateError where the need may not become that from what it is now; nothing changes then.
    """
    access.require(EDIT)
    owner = changes.get("owner")
    if owner is not None and not owners(access).filter(pk=owner.pk).exists():
        raise WrongStateError("Only somebody of this workspace can own a need.")
    with transaction.atomic():
        need = _locked(access, pain)
        before = {name: getattr(need, name) for name in changes}
        if before == dict(changes):
            return need
        state = changes.get("state", need.state)
        if state != need.state and state not in STEPS[need.state]:
            was = str(State(need.state).label).lower()
            raise WrongStateError(f"It is “{was}”, and cannot become this at once.")
        for name, value in changes.items():
            setattr(need, name, value)
        check_together([need])
        need.save()
        touched = [name for name in changes if before[name] != changes[name]]
        record(
            access=access,
            action="need changed",
            target=need,
            before={name: _told(before[name]) for name in touched},
            after={name: _told(changes[name]) for name in touched},
        )
    return need


def owners(access: Access) -> Any:
    """Who may own a need: whoever belongs to the workspace."""
    members = Membership.objects.filter(workspace=access.workspace).values("user")
    return User.objects.filter(pk__in=members, is_active=True).order_by("email")


def those_who_raised_it(*, access: Access, pain: PainPoint) -> list[tuple[Evidence, str]]:
    """Quotes behind the pain whose speakers agreed to be written to, each with its address.

    The addresses are opened here and nowhere else; that they were is told in the audit log, for
    each time. For EDIT only.
    """
    access.require(EDIT)
    rows = _agreed(access, [pain.pk]).select_related("evidence")
    found: dict[str, tuple[Evidence, str]] = {}
    for link in rows.order_by("evidence__said_on", "pk"):
        address = link.evidence.contact.open()
        if address:
            found.setdefault(address.casefold(), (link.evidence, address))
    with transaction.atomic():
        record(access=access, action="contacts opened", target=pain, after={"people": len(found)})
    return list(found.values())


def _locked(access: Access, pain: PainPoint) -> UnmetNeed:
    """The row of the need, or a new one; its pain is held, so that there is one only."""
    PainPoint.objects.for_workspace(access.workspace).select_for_update().get(pk=pain.pk)
    mine = UnmetNeed.objects.for_workspace(access.workspace).select_related("owner")
    there: UnmetNeed | None = mine.filter(pain=pain).first()
    return there or UnmetNeed(workspace=access.workspace, pain=pain)


def _told(value: Any) -> Any:
    return value.email if isinstance(value, User) else value


def _belongs(each: RankedPain, is_tracked: bool, is_relieved: bool) -> bool:
    """Somebody took it up, or it is strong and nothing relieves it."""
    if is_tracked or is_relieved:
        return is_tracked
    found = each.opportunity
    return found.score >= UNMET_OPPORTUNITY and found.strength.quotes >= UNMET_QUOTES


def _is_closed(row: UnmetNeed | None) -> bool:
    return row is not None and row.state in CLOSED


def _links(access: Access, pains: Iterable[int]) -> Any:
    return EvidenceLink.objects.for_workspace(access.workspace).filter(
        pain__in=pains, state=EvidenceLink.State.CONFIRMED
    )


def _agreed(access: Access, pains: Iterable[int]) -> Any:
    return _links(access, pains).filter(evidence__may_contact=True).exclude(evidence__contact="")


def _may_tell(access: Access, pains: Iterable[int]) -> dict[int, int]:
    """Pain id -> how many of its quotes are by somebody who may be written to."""
    rows = _agreed(access, pains).order_by().values_list("pain_id")
    return dict(rows.annotate(Count("pk")))


def _quotes(access: Access, pains: list[int]) -> dict[int, list[Evidence]]:
    """The newest that may be quoted, of each pain."""
    newest = (F("evidence__said_on").desc(nulls_last=True), F("pk").desc())
    rows = (
        _links(access, pains)
        .filter(evidence__may_quote=True)
        .annotate(place=Window(RowNumber(), partition_by=F("pain_id"), order_by=newest))
        .filter(place__lte=UNMET_QUOTES_SHOWN)
        .select_related("evidence")
        .order_by("pain_id", "place")
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for link in rows:
        found[link.pain_id].append(link.evidence)
    return found
