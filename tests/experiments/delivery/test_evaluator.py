"""Which copy a visitor gets: pure, so every corner can be looked into."""

from datetime import UTC, datetime, timedelta

import pytest

from experiments.delivery.allocation import get_bucket_ranges, in_namespace
from experiments.delivery.evaluator import (
    Context,
    NotLiveError,
    Reason,
    UnknownPlacementError,
    evaluate,
    languages_of,
)
from experiments.delivery.snapshot import (
    Aim,
    ArmSnapshot,
    ExperimentSnapshot,
    MessageSnapshot,
    PhaseSnapshot,
    PlacementSnapshot,
    Snapshot,
    Wording,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def wording(key: str) -> Wording:
    return Wording(key, {"headline": key})


def experiment(
    weights: tuple[float, ...] = (0.5, 0.5),
    coverage: float = 1.0,
    earlier: int = 0,
    **changes: object,
) -> ExperimentSnapshot:
    arms = tuple(ArmSnapshot(i, wording(f"arm-{i}")) for i in range(len(weights)))
    ranges = tuple(get_bucket_ranges(len(weights), coverage, weights))
    phases = {
        number: PhaseSnapshot(
            number,
            number,
            NOW - timedelta(days=9 - number),
            None if number == earlier + 1 else NOW - timedelta(days=8 - number),
            ranges,
        )
        for number in range(1, earlier + 2)
    }
    values: dict[str, object] = {
        "id": 1,
        "key": "test",
        "is_running": True,
        "ends_at": None,
        "namespace": None,
        "arms": arms,
        "phases": phases,
        "open_phase": phases[earlier + 1],
        "arms_by_key": {arm.wording.key: arm for arm in arms},
    }
    return ExperimentSnapshot(**(values | changes))  # type: ignore[arg-type]


def snapshot(
    *aims: Aim, test: ExperimentSnapshot | None = None, default: Aim = ("en", None, None)
) -> Snapshot:
    messages = {
        aim: MessageSnapshot(i, aim, wording("/".join(part or "-" for part in aim)), test)
        for i, aim in enumerate(aims)
    }
    place = PlacementSnapshot("hero", messages, messages.get(default))
    return Snapshot(1, 7, {"hero": place}, {}, {})


DEFAULT: Aim = ("en", None, None)


def test_it_works() -> None:
    found = evaluate(snapshot(DEFAULT), "hero", Context("v"), NOW)
    assert (found.variant, found.reason, found.version) == ("en/-/-", Reason.STATIC, 7)
    assert (found.assignment, found.assigned) == (None, None)


def test_unknown_and_not_live() -> None:
    with pytest.raises(UnknownPlacementError):
        evaluate(snapshot(DEFAULT), "footer", Context(), NOW)
    with pytest.raises(NotLiveError):
        evaluate(snapshot(("en", "anna", None)), "hero", Context(persona="anna"), NOW)


AIMS: tuple[Aim, ...] = (
    ("de-at", "anna", "deciding"),
    ("de-at", None, None),
    ("de", "anna", "deciding"),
    ("de", "anna", None),
    ("de", None, "deciding"),
    ("en", "anna", "deciding"),
    ("en", "anna", None),
    DEFAULT,
)


@pytest.mark.parametrize(
    ("locale", "persona", "stage", "expected"),
    [
        ("de-AT", "anna", "deciding", "de-at/anna/deciding"),
        ("de_AT", "anna", "using", "de-at/-/-"),  # language comes before persona
        ("de-CH", "anna", "deciding", "de/anna/deciding"),
        ("de", "anna", "using", "de/anna/-"),
        ("de", "ben", "deciding", "de/-/deciding"),
        ("de", "ben", "using", "en/-/-"),
        ("fr", "anna", "deciding", "en/anna/deciding"),
        (None, "anna", None, "en/anna/-"),
        ("", None, None, "en/-/-"),
    ],
)
def test_the_closest_message_answers(
    locale: str | None, persona: str | None, stage: str | None, expected: str
) -> None:
    context = Context("v", persona, stage, locale)
    found = evaluate(snapshot(*AIMS), "hero", context, NOW)
    assert found.variant == expected
    is_default = expected == "en/-/-"
    assert found.reason == (Reason.STATIC if is_default else Reason.TARGETING_MATCH)


def test_languages_from_exact_to_default() -> None:
    assert languages_of("pt-BR", "en") == ("pt-br", "pt", "en")
    assert languages_of("en", "en") == ("en",)
    assert languages_of(None, "de") == ("de",)


def arm_of(test: ExperimentSnapshot, visitor: str, *assigned: str) -> str | None:
    context = Context(visitor, assigned=assigned)
    found = evaluate(snapshot(DEFAULT, test=test), "hero", context, NOW)
    return found.assignment.arm if found.assignment else None


def test_the_split_follows_the_weights() -> None:
    counts = [0, 0]
    for number in range(20_000):
        counts[0 if arm_of(experiment((0.9, 0.1)), f"v{number}") == "arm-0" else 1] += 1
    assert abs(counts[1] / 20_000 - 0.1) < 0.01


def test_more_coverage_moves_nobody() -> None:
    for number in range(2_000):
        before = arm_of(experiment(coverage=0.3), f"v{number}")
        after = arm_of(experiment(coverage=0.9), f"v{number}")
        assert before is None or before == after


def test_outside_the_coverage_there_is_the_live_copy() -> None:
    found = evaluate(snapshot(DEFAULT, test=experiment(coverage=0.0)), "hero", Context("v"), NOW)
    assert (found.variant, found.assignment) == ("en/-/-", None)


def test_nobody_without_an_id_is_split() -> None:
    assert arm_of(experiment(), "") is None


def test_time_and_state_are_watched_by_the_clock() -> None:
    assert arm_of(experiment(), "v") is not None
    assert arm_of(experiment(is_running=False), "v") is None
    assert arm_of(experiment(open_phase=None), "v") is None
    assert arm_of(experiment(ends_at=NOW), "v") is None
    assert arm_of(experiment(ends_at=NOW + timedelta(seconds=1)), "v") is not None


def test_a_namespace_keeps_experiments_apart() -> None:
    left = experiment(namespace=("all", 0.0, 0.5))
    right = experiment(namespace=("all", 0.5, 1.0))
    for number in range(300):
        visitor = f"v{number}"
        both = (arm_of(left, visitor), arm_of(right, visitor))
        assert sum(arm is not None for arm in both) == 1
        assert (both[0] is not None) == in_namespace(visitor, ("all", 0.0, 0.5))


def test_an_assignment_sent_back_is_kept_with_its_phase() -> None:
    test = experiment((0.5, 0.5), earlier=1)
    kept = evaluate(
        snapshot(DEFAULT, test=test),
        "hero",
        Context("v", assigned=("other:1:x", "test:1:arm-1")),
        NOW,
    )
    assert kept.assignment is not None
    assert (kept.assignment.arm, kept.assignment.phase) == ("arm-1", 1)
    assert kept.assigned == "test:1:arm-1"


@pytest.mark.parametrize(
    "assigned",
    ["", "test", "test:1", "test:9:arm-1", "test:x:arm-1", "test:1:arm-9", "test:²:arm-1"],
)
def test_an_assignment_that_is_none_changes_nothing(assigned: str) -> None:
    test = experiment()
    assert arm_of(test, "v", assigned) == arm_of(test, "v")


def test_an_arm_that_was_stopped_is_not_kept() -> None:
    assert arm_of(experiment((1.0, 0.0)), "v", "test:1:arm-1") == "arm-0"
