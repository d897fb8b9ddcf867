"""A profile becomes rows, once, however often it is loaded."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from personas.load_profile import load_profile
from personas.models import Evidence, EvidenceLink, JourneyStage, PainPoint, Persona, StagePain
from personas.profile import Profile
from tests.conftest import Cast
from workspaces.models import AuditRecord


@dataclass(frozen=True)
class PersonaSaid:
    name: str = "Ines"
    role: str = "runs a studio of four"
    situation: str = ""
    goals: tuple[str, ...] = ("leave at five",)
    motivations: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    choice_criteria: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ("doing nothing",)
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class PainSaid:
    title: str
    statement: str = ""
    struggle: str = "chase people for receipts"
    trigger: str = ""
    cost: str = ""
    feeling: str = ""
    workaround: str = ""
    desired_outcome: str = ""
    why: str = ""
    level: str = ""
    severity: int | None = 5
    frequency: int | None = None
    satisfaction: int | None = 1
    stages: tuple[str, ...] = ("Looking", "No such stage")
    language: str = ""


@dataclass(frozen=True)
class QuoteSaid:
    text: str
    source: str = "review"
    customer_status: str = "ex_customer"
    said_on: date | None = date(2026, 3, 1)
    pain: int | None = 0
    may_quote: bool = True
    asked: bool | None = None
    person: str = "k.lee@example.org"


@dataclass(frozen=True)
class StageSaid:
    name: str
    kind: str
    question: str = ""


@dataclass(frozen=True)
class TransitionSaid:
    source: str
    target: str
    event: str = "the bank calls"


@dataclass(frozen=True)
class JourneySaid:
    stages: tuple[StageSaid, ...] = (
        StageSaid("Looking", "considering", "Is there a better way?"),
        StageSaid("Gone", "left"),
    )
    transitions: tuple[TransitionSaid, ...] = (
        TransitionSaid("Looking", "Gone"),
        TransitionSaid("Gone", "Looking"),
    )


@dataclass(frozen=True)
class ProfileSaid:
    persona: PersonaSaid = field(default_factory=PersonaSaid)
    pains: tuple[PainSaid, ...] = (PainSaid("Chasing receipts"), PainSaid("Late books"))
    quotes: tuple[QuoteSaid, ...] = (
        QuoteSaid("Every Sunday I chase receipts."),
        QuoteSaid("I like the colour.", pain=None),
    )
    journey: JourneySaid | None = field(default_factory=JourneySaid)


PROFILE: Profile = ProfileSaid()


def test_it_works(cast: Cast) -> None:
    loaded = load_profile(access=cast.access, profile=PROFILE)
    assert loaded.persona.key == "ines"
    assert loaded.persona.alternatives == ["doing nothing"]
    assert [pain.title for pain in loaded.pains] == ["Chasing receipts", "Late books"]
    assert loaded.pains[0].frequency == 3
    assert set(loaded.stages) == {"Looking", "Gone"}
    assert StagePain.objects.filter(stage__name="Looking").count() == 2
    link = EvidenceLink.objects.get()
    assert link.pain == loaded.pains[0]
    assert link.evidence.person_hash
    assert "lee" not in link.evidence.person_hash
    assert loaded.quotes_added == 2


def test_loading_twice_adds_nothing_and_takes_over_what_changed(cast: Cast) -> None:
    load_profile(access=cast.access, profile=PROFILE)
    again = ProfileSaid(
        persona=replace(PersonaSaid(), role="owns two studios"),
        pains=(PainSaid("Chasing receipts", severity=2), PainSaid("Late books")),
    )
    loaded = load_profile(access=cast.access, profile=again)
    counted = [
        model.objects.filter(workspace=cast.workspace).count()
        for model in (Persona, PainPoint, Evidence, EvidenceLink, JourneyStage, StagePain)
    ]
    assert counted == [1, 2, 2, 1, 2, 2]
    assert loaded.persona.role == "owns two studios"
    assert loaded.pains[0].severity == 2
    assert loaded.quotes_added == 0


def test_a_profile_without_a_journey_uses_the_stages_that_are_there(cast: Cast) -> None:
    load_profile(access=cast.access, profile=PROFILE)
    other = ProfileSaid(persona=PersonaSaid(name="Bo"), journey=None, quotes=())
    loaded = load_profile(access=cast.access, profile=other)
    assert StagePain.objects.filter(pain__persona=loaded.persona).count() == 2


def test_a_load_is_one_record_that_tells_of_all_its_parts(cast: Cast) -> None:
    load_profile(access=cast.access, profile=PROFILE)
    row = AuditRecord.objects.get(workspace=cast.workspace, action="profile loaded")
    parts = {part["action"] for part in row.after["along"]}
    assert {"created", "pains loaded", "quotes loaded", "journey loaded"} <= parts


def test_a_viewer_may_not_load(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        load_profile(access=cast.access_of(cast.viewer), profile=PROFILE)


def test_a_persona_of_the_same_name_elsewhere_is_left_alone(cast: Cast) -> None:
    load_profile(access=cast.access, profile=PROFILE)
    load_profile(access=cast.other, profile=PROFILE)
    assert Persona.objects.filter(key="ines").count() == 2
