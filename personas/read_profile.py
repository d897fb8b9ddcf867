"""All that the page of one persona shows, read in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from personas.know_personas import know_personas
from personas.mapping.persona_meter import Known
from personas.models import (
    CustomerStatus,
    Evidence,
    JourneyStage,
    Persona,
    ProfileVersion,
    RecognitionRule,
    StagePain,
    Transition,
)
from personas.rank_pains import RankedPain, rank_pains
from personas.versions import versions_of
from personas.vocabulary import counted_vocabulary
from workspaces.access import Access

MOST_QUOTES = 5
QUOTES_LOOKED_AT = 40
LONGEST_QUOTE = 320
LEFT = (CustomerStatus.EX_CUSTOMER, CustomerStatus.LOST_DEAL)


@dataclass(frozen=True, slots=True)
class Moment:
    """A stage at which this persona's pains are felt, the strongest first, and what leads on."""

    stage: JourneyStage
    pains: list[StagePain]
    exits: list[Transition]


@dataclass(frozen=True, slots=True)
class ProfilePage:
    persona: Persona
    known: Known
    quotes: list[Evidence]
    ranked: list[RankedPain]
    moments: list[Moment]
    rules: list[RecognitionRule]
    vocabulary: list[tuple[str, int]]
    last: ProfileVersion | None


def read_profile(*, access: Access, persona: Persona) -> ProfilePage:
    """One persona with quotes they agreed to, pains, moments and words. Ten queries."""
    rules = RecognitionRule.objects.for_workspace(access.workspace).filter(persona=persona)
    return ProfilePage(
        persona=persona,
        known=know_personas(access=access, personas=[persona])[persona.pk],
        quotes=telling_quotes(access=access, persona=persona),
        ranked=rank_pains(access=access, persona=persona),
        moments=_moments(access, persona),
        rules=list(rules),
        vocabulary=counted_vocabulary(access=access, persona=persona),
        last=versions_of(access=access, row=persona).first(),
    )


def telling_quotes(*, access: Access, persona: Persona) -> list[Evidence]:
    """Up to five quotes that may be shown, each by somebody else.

    Those of people who left first, then what was said unprompted, then the newest. One query.
    """
    rows = may_be_shown(Evidence.objects.for_workspace(access.workspace).filter(persona=persona))
    ordered = rows.order_by(
        Case(When(customer_status__in=LEFT, then=Value(0)), default=Value(1)),
        Case(
            When(asked=False, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
        F("said_on").desc(nulls_last=True),
        "-pk",
    )
    chosen: list[Evidence] = []
    heard: set[str] = set()
    for quote in ordered[:QUOTES_LOOKED_AT]:
        person = quote.person_hash or f"#{quote.pk}"
        if person not in heard and len(quote.text) <= LONGEST_QUOTE:
            chosen.append(quote)
            heard.add(person)
    return chosen[:MOST_QUOTES]


def may_be_shown(rows: "QuerySet[Evidence]") -> "QuerySet[Evidence]":
    """Those whose people agreed to be quoted, and still do."""
    return rows.filter(junk="", may_quote=True, consent_withdrawn_at=None)


def _moments(access: Access, persona: Persona) -> list[Moment]:
    placed = (
        StagePain.objects.for_workspace(access.workspace)
        .filter(pain__persona=persona, pain__archived_at=None)
        .select_related("pain", "stage")
        .order_by("-intensity", "pk")
    )
    by_stage: dict[int, list[StagePain]] = {}
    for row in placed:
        by_stage.setdefault(row.stage_id, []).append(row)
    stages = sorted(
        {row.stage_id: row.stage for rows in by_stage.values() for row in rows}.values(),
        key=lambda stage: (stage.position, stage.pk),
    )
    exits: dict[int, list[Transition]] = {}
    for way in Transition.objects.for_workspace(access.workspace).filter(from_stage__in=by_stage):
        exits.setdefault(way.from_stage_id, []).append(way)
    return [Moment(stage, by_stage[stage.pk], exits.get(stage.pk, [])) for stage in stages]
