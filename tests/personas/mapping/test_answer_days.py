"""Bars of answers by day."""

from datetime import date, timedelta

from personas.mapping.answer_days import MOST_BARS, WIDTH, draw_days

MONDAY = date(2026, 3, 2)


def test_it_works() -> None:
    drawn = draw_days({MONDAY: 4, MONDAY + timedelta(days=2): 2})
    assert drawn is not None
    assert [bar.count for bar in drawn.bars] == [4, 0, 2]
    highest, empty, half = drawn.bars
    assert (highest.y, highest.y + highest.height) == (drawn.top, drawn.bottom)
    assert (empty.height, half.height) == (0, highest.height / 2)
    assert drawn.left <= highest.x < empty.x < half.x
    assert half.x + half.width <= drawn.right


def test_without_answers_nothing_is_drawn() -> None:
    assert draw_days({}) is None


def test_one_day_is_one_bar() -> None:
    drawn = draw_days({MONDAY: 1})
    assert drawn is not None
    assert [(bar.count, bar.days) for bar in drawn.bars] == [(1, 1)]
    assert drawn.bars[0].width < WIDTH / 10


def test_long_times_are_drawn_by_the_week_and_lose_nobody() -> None:
    wednesday = MONDAY + timedelta(days=2)
    days = {wednesday + timedelta(days=number): 1 for number in range(MOST_BARS + 1)}
    drawn = draw_days(days)
    assert drawn is not None
    assert drawn.by_week
    assert drawn.bars[0].first == MONDAY
    assert sum(bar.count for bar in drawn.bars) == len(days)
    assert drawn.bars[0].count == 5
    assert draw_days(dict(list(days.items())[:-1])).by_week is False  # type: ignore[union-attr]


def test_years_stay_inside_the_picture() -> None:
    drawn = draw_days({MONDAY: 1, MONDAY + timedelta(days=3_650): 9})
    assert drawn is not None
    assert all(bar.x + bar.width <= drawn.right for bar in drawn.bars)
