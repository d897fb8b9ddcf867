"""The geometry of the charts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from experiments.results import HistoryPoint, Range
from experiments.web.day_chart import day_chart
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


@dataclass
class Counted:
    day: date
    arm: str
    n: int


def test_bars_stand_on_each_other_and_days_without_visitors_stay_empty() -> None:
    monday = date(2026, 11, 2)
    days = [
        Counted(monday, "a", 30),
        Counted(monday, "b", 10),
        Counted(monday + timedelta(days=2), "b", 20),
    ]
    chart = day_chart(days, ["a", "b"])
    assert chart is not None
    first, second, third = chart.bars
    assert chart.most == 40
    assert (first.series, second.series, third.series) == (1, 2, 2)
    assert first.x == second.x
    assert first.y + first.height == chart.bottom
    assert second.y + second.height == first.y
    assert second.y == chart.top, "the tallest bar fills the height"
    assert third.x - first.x > 2 * first.width, "there is room for the empty day"
    assert [label for _, label in chart.dates] == ["2 Nov", "3 Nov", "4 Nov"]


def test_one_day_is_no_picture_and_old_days_are_left_out() -> None:
    start = date(2026, 1, 1)
    assert day_chart([Counted(start, "a", 3)], ["a"]) is None
    many = [Counted(start + timedelta(days=number), "a", 1) for number in range(300)]
    chart = day_chart(many, ["a"])
    assert chart is not None
    assert len(chart.bars) == 120
    assert all(chart.left <= bar.x <= chart.right - bar.width for bar in chart.bars)


def test_a_single_look_shows_its_interval() -> None:
    chart = interval_chart(history(Range(None, 0.2, None)), 1)
    assert chart is not None
    assert chart.end_high == TOP, "an end that is not bounded lies at the edge"
    assert chart.end_low == HEIGHT - BOTTOM
    assert chart.left < chart.end[0] < (chart.left + chart.right) / 2


def test_a_lift_beyond_a_hundred_per_cent_stands_where_it_is() -> None:
    chart = dot_chart([Row("double", 1.2, 0.8, 1.7), Row("worse", -0.5, -0.9, -0.2)])
    assert chart is not None
    double, worse = chart.dots
    assert double.low < double.at < double.high
    assert worse.low < worse.at < chart.zero
    assert {label for _, label in chart.ticks} >= {"0", "−100 %", "+100 %"}


def test_small_lifts_phases_and_a_changed_effect_are_marked() -> None:
    ranges = [Range(-0.3, 0.1, 0.6), Range(-0.1, 0.2, 0.5), Range(-0.4, -0.1, 0.1)]
    told = {"rope": 0.05, "phases": [(START + timedelta(days=1), "Phase 2")], "has_drift": True}
    chart = interval_chart(history(*ranges), 1, **told)  # type: ignore[arg-type]
    assert chart is not None
    assert chart.same_top is not None
    assert chart.same_top < chart.zero < chart.same_top + chart.same_height
    assert [tick.label for tick in chart.phases] == ["Phase 2"]
    assert chart.left < chart.phases[0].at < chart.right
    assert [tick.label for tick in chart.drifts] == ["The effect changed on about 3 Nov"]
    calm = interval_chart(history(*ranges[:2]), 1, rope=0.0, has_drift=True)
    assert calm is not None
    assert (calm.same_top, calm.drifts, calm.same_height) == (None, (), 0.0)


def test_a_phase_outside_the_picture_is_not_drawn() -> None:
    late = [(START + timedelta(days=9), "Phase 2")]
    chart = interval_chart(history(Range(-0.3, 0.1, 0.6), None), 1, phases=late)
    assert chart is not None
    assert chart.phases == ()
