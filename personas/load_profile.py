"""A whole profile into rows: persona, pains, quotes and journey.

Each function may be called again with the same values: rows are found by what makes them
themselves (key, title, hash), brought up to date, never doubled and never removed. Each writes one
audit record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from personas.free_keys import free_key
from personas.listening.normalise import person_hash, text_hash
from personas.models import (
    Evidence,
    EvidenceLink,
    JourneyStage,
    PainPoint,
    Persona,
    StagePain,
    Transition,
)
from personas.person_keys import person_key
from personas.profile import (
    JourneyValues,
    PainValues,
    PersonaValues,
    Profile,
    QuoteValues,
)
from personas.versions import keep_version, keep_versions
from workspaces.access import EDIT, Access
from workspaces.changes import one_record, record, snapshot

USUAL_RATING = 3
RATINGS = ("severity", "frequency", "satisfaction")
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LoadedProfile:
    """The rows of a profile. ``pains`` in the order they were given; ``stages`` by name."""

    persona: Persona
    pains: tuple[PainPoint, ...]
    stages: Mapping[str, JourneyStage]
    quotes_added: int


def load_profile(*, access: Access, profile: Profile) -> LoadedProfile:
    """Everything a profile says, in one transaction with one audit record."""
    with one_record(access=access, action="profile loaded", target=access.workspace):
        persona = save_persona(access=access, values=profile.persona)
        pains = save_pains(access=access, persona=persona, pains=profile.pains)
        stages = save_journey(access=access, journey=profile.journey) if profile.journey else {}
        if not stages:
            rows = JourneyStage.objects.for_workspace(access.workspace)
            stages = {stage.name: stage for stage in rows}
        save_stage_pains(access=access, pains=pains, values=profile.pains, stages=stages)
        added = save_quotes(access=access, persona=persona, quotes=profile.quotes, pains=pains)
    return LoadedProfile(persona, tuple(pains), stages, added)


@transaction.atomic
def save_persona(*, access: Access, values: PersonaValues) -> Persona:
    """The persona of this name: made, or brought up to date."""
    access.require(EDIT)
    key = free_key(values.name, (), "persona")
    fields = {
        "name": values.name[:80],
        "role": values.role,
        "situation": values.situation,
        "archived_at": None,
    } | {name: list(getattr(values, name)) for name in Persona.LIST_FIELDS}
    before = Persona.objects.for_workspace(access.workspace).filter(key=key).first()
    persona, created = Persona.objects.update_or_create(
        workspace=access.workspace, key=key, defaults=fields
    )
    keep_version(access=access, row=persona, before=before)
    action = "created" if created else "loaded again"
    record(access=access, action=action, target=persona, after=snapshot(persona, fields))
    return persona


@transaction.atomic
def save_pains(*, access: Access, persona: Persona, pains: Sequence[PainValues]) -> list[PainPoint]:
    """The pains with these titles, in the order given: made, or brought up to date."""
    access.require(EDIT)
    if not pains:
        return []
    now = timezone.now()
    mine = PainPoint.objects.for_workspace(access.workspace).filter(persona=persona)
    told_in = dict(mine.values_list("title", "language"))
    rows = {
        values.title: PainPoint(
            workspace=access.workspace,
            persona=persona,
            title=values.title,
            level=values.level,
            language=values.language or told_in.get(values.title, "en"),
            updated_at=now,
            **{name: getattr(values, name) for name in PainPoint.SLOTS},
            **{name: getattr(values, name) or USUAL_RATING for name in RATINGS},
        )
        for values in pains
    }
    before = {pain.pk: pain for pain in mine.filter(title__in=rows)}
    PainPoint.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["persona", "title"],
        update_fields=[
            *PainPoint.SLOTS,
            *RATINGS,
            "level",
            "language",
            "updated_at",
            "archived_at",
        ],
    )
    stored = {pain.title: pain for pain in mine.all()}
    loaded = [stored[title] for title in rows]
    keep_versions(access=access, changes=[(before.get(pain.pk), pain) for pain in loaded])
    record(access=access, action="pains loaded", target=persona, after={"titles": list(rows)})
    return [stored[values.title] for values in pains]


@transaction.atomic
def save_journey(*, access: Access, journey: JourneyValues) -> dict[str, JourneyStage]:
    """The stages (by name) and transitions of a journey; stages that were there stay."""
    access.require(EDIT)
    workspace = access.workspace
    before = _journey(access)
    there = {stage.name: stage for stage in JourneyStage.objects.for_workspace(workspace)}
    keys = {stage.key for stage in there.values()}
    for values in journey.stages:
        if values.name not in there:
            key = free_key(values.name, keys, "stage")
            keys.add(key)
            there[values.name] = JourneyStage(
                workspace=workspace, key=key, name=values.name, position=len(there)
            )
        there[values.name].kind = values.kind
        there[values.name].question = values.question
    new = [stage for stage in there.values() if stage.pk is None]
    JourneyStage.objects.for_workspace(workspace).bulk_update(
        [stage for stage in there.values() if stage.pk is not None], ["kind", "question"]
    )
    JourneyStage.objects.bulk_create(new)
    edges = [
        Transition(
            workspace=workspace,
            from_stage=there[values.source],
            to_stage=there[values.target],
            event=values.event,
        )
        for values in journey.transitions
    ]
    Transition.objects.bulk_create(edges, ignore_conflicts=True)
    if _journey(access) != before:
        named = [values.name for values in journey.stages]
        after = {"stages": named, "transitions": len(edges)}
        record(access=access, action="journey loaded", target=workspace, after=after)
    return there


def _journey(access: Access) -> tuple[set[tuple[str, ...]], int]:
    """What a load can change of the journey."""
    stages = JourneyStage.objects.for_workspace(access.workspace)
    transitions = Transition.objects.for_workspace(access.workspace)
    return set(stages.values_list("name", "kind", "question")), transitions.count()


@transaction.atomic
def save_stage_pains(
    *,
    access: Access,
    pains: Sequence[PainPoint],
    values: Sequence[PainValues],
    stages: Mapping[str, JourneyStage],
) -> int:
    """Put each pain at the stages its values name; names that are no stage are left out.

    The pain's severity is its first intensity there.
    """
    access.require(EDIT)
    rows = [
        StagePain(
            workspace=access.workspace, stage=stages[name], pain=pain, intensity=pain.severity
        )
        for pain, said in zip(pains, values, strict=True)
        for name in said.stages
        if name in stages
    ]
    if not rows:
        return 0
    StagePain.objects.bulk_create(rows, ignore_conflicts=True)
    record(
        access=access,
        action="pains placed on the journey",
        target=access.workspace,
        after={"places": len(rows)},
    )
    return len(rows)


@transaction.atomic
def save_quotes(
    *,
    access: Access,
    persona: Persona,
    quotes: Sequence[QuoteValues],
    pains: Sequence[PainPoint],
) -> int:
    """Keep the quotes and link each to its pain; the number of quotes that were new."""
    access.require(EDIT)
    if not quotes:
        return 0
    rows = [_evidence(access, persona, quote) for quote in quotes]
    mine = Evidence.objects.for_workspace(access.workspace)
    before = mine.count()
    Evidence.objects.bulk_create(rows, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
    stored = dict(
        mine.filter(text_hash__in=[row.text_hash for row in rows], external_id="").values_list(
            "text_hash", "pk"
        )
    )
    links = [
        EvidenceLink(
            workspace=access.workspace, evidence_id=stored[row.text_hash], pain=pains[quote.pain]
        )
        for row, quote in zip(rows, quotes, strict=True)
        if quote.pain is not None and row.text_hash in stored
    ]
    EvidenceLink.objects.bulk_create(links, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
    added = int(mine.count() - before)
    record(
        access=access,
        action="quotes loaded",
        target=persona,
        after={"quotes": len(rows), "new": added, "links": len(links)},
    )
    return added


def _evidence(access: Access, persona: Persona, quote: QuoteValues) -> Evidence:
    person = person_hash(quote.person, person_key(access.workspace))
    return Evidence(
        workspace=access.workspace,
        persona=persona,
        text=quote.text,
        source=quote.source,
        customer_status=quote.customer_status,
        asked=quote.asked,
        said_on=quote.said_on,
        may_quote=quote.may_quote,
        person_hash=person,
        text_hash=text_hash(quote.text, quote.source, person),
    )
