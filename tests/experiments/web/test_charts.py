"""The geometry of the charts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from experiments.results import HistoryPoint, Range
from experiments.web.dot_chart import dot_chart
from experiments.web.interval_chart import BOTTOM, HEIGHT, TOP, interval_chart

START = datetime(2026, 11, 1, tzinfo=UTC)
lifts = st.one_of(st.none(), st.floats(-1, 50))


def points(text: str) -> list[tuple[float, float]]:
    pairs = [pair.split(",") for pair in text.split()]
    return [(float(across), float(down)) for across, down in pairs]


def history(*ranges: Range | None) -> list[HistoryPoint]:
    return [
        HistoryPoint(START + timedelta(days=day), 100 * day, "keep_going", (each,))
        for day, each in enumerate(ranges)
    ]


def test_it_works() -> None:
    chart = interval_chart(history(Range(-0.5, 0.2, 1.0), Range(0.05, 0.18, 0.3)), 1)
    assert chart is not None
    line = points(chart.line)
    assert len(line) == 2
    assert line[0][0] < line[1][0], "time runs to the right"
    assert line[1][1] < chart.zero, "a gain lies above nought"
    assert len(points(chart.band)) == 4
    assert "0" in [tick.label for tick in chart.lifts]
    assert chart.dates[0].label == "11:00" or chart.dates[0].label


def test_a_loss_is_written_with_a_minus_sign() -> None:
    chart = interval_chart(history(Range(-0.6, -0.3, 0.1)), 1)
    assert chart is not None
    assert any(tick.label.startswith("−") for tick in chart.lifts)


def test_nothing_known_draws_nothing() -> None:
    assert interval_chart(history(None, None), 1) is None
    assert interval_chart([], 1) is None
    assert dot_chart([]) is None


@given(st.lists(st.tuples(lifts, st.floats(-1, 50), lifts), min_size=1, max_size=8))
def test_every_point_lies_inside_the_picture(rows: list[tuple]) -> None:  # type: ignore[type-arg]
    chart = interval_chart(history(*(Range(*row) for row in rows)), 1)
    assert chart is not None
    for across, down in [*points(chart.band), *points(chart.line)]:
        assert chart.left - 0.1 <= across <= chart.right + 0.1
        assert TOP - 0.1 <= down <= HEIGHT - BOTTOM + 0.1
    assert 2 <= len(chart.lifts) <= 9


@dataclass
class Row:
    name: str
    lift: float | None
    low: float | None
    high: float | None


def test_dots_stand_in_their_intervals_and_long_names_are_cut() -> None:
    chart = dot_chart([Row("x" * 60, 0.1, -0.1, 0.3), Row("open", None, None, None)])
    assert chart is not None
    (dot,) = chart.dots
    assert dot.low < dot.at < dot.high
    assert len(dot.name) == 38
    assert dot.low < chart.zero < dot.at
