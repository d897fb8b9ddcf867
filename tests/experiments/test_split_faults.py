"""Where to look when visitors were not split as planned."""

from datetime import UTC, date, datetime

from experiments.result_values import Cause, DayCount, PhaseResult
from experiments.split_faults import likely_causes, split_cells

START = datetime(2026, 11, 1, tzinfo=UTC)
Counted = list[tuple[list[int], list[float]]]


def causes(counted: Counted, days: list[DayCount] | None = None, **more: object) -> list[str]:
    phases = [
        PhaseResult(number, "test", tuple(weights), 1.0, START, None, sum(seen), 0)
        for number, (seen, weights) in enumerate(counted, start=1)
    ]
    given = {"crossed": 0, "leak": False, "split_by": "cuppa", "uploaded": False} | more
    found: tuple[Cause, ...] = likely_causes(
        cells=split_cells(["a", "b"], counted),
        names={"a": "Fridays", "b": "Sundays"},
        phases=phases,
        counted=counted,
        days=days or [],
        **given,  # type: ignore[arg-type]
    )
    assert all(cause.text.endswith((".", "?")) for cause in found)
    return [cause.code for cause in found]


def test_it_works() -> None:
    cells = split_cells(["a", "b"], [([60, 40], [0.5, 0.5]), ([10, 90], [1, 9])])
    assert [(cell.seen, cell.expected) for cell in cells] == [(70, 60.0), (130, 140.0)]
    assert causes([([600, 400], [0.5, 0.5])]) == ["lost", "robots", "events"]


def test_the_day_on_which_it_began_is_named() -> None:
    days = [
        DayCount(date(2026, 11, day), arm, n, 0)
        for day in range(2, 7)
        for arm, n in (("a", 500), ("b", 500 if day < 5 else 200))
    ]
    assert causes([([2500, 1900], [0.5, 0.5])], days)[0] == "since_day"
    even = [day for day in days if day.day.day < 5]
    assert "since_day" not in causes([([1500, 1500], [0.5, 0.5])], even)


def test_the_one_phase_that_is_off_is_named() -> None:
    assert causes([([500, 500], [0.5, 0.5]), ([900, 400], [0.5, 0.5])])[0] == "one_phase"
    both = causes([([900, 500], [0.5, 0.5]), ([900, 400], [0.5, 0.5])])
    assert "one_phase" not in both


def test_what_else_is_known_decides_where_to_look() -> None:
    counted: Counted = [([600, 400], [0.5, 0.5])]
    assert causes(counted, crossed=90)[0] == "crossed"
    assert "crossed" not in causes(counted, crossed=1)
    assert causes(counted, leak=True)[0] == "leak"
    assert causes(counted, split_by="platform_test")[-1] == "platform"
    assert causes(counted, uploaded=True)[-1] == "file"
