"""How well a persona is known."""

from datetime import date, timedelta

import pytest

from personas.mapping.persona_meter import Heard, how_known

TODAY = date(2026, 11, 22)
WELL = Heard(
    quotes=9, people=6, unprompted_people=3, unprompted_sources=3, newest=date(2026, 10, 1)
)


def test_it_works() -> None:
    known = how_known(WELL, TODAY)
    assert (known.level, known.label, known.missing) == ("high", "Well known", ())
    assert (known.percent, known.is_enough, known.stale) == (100, True, False)


def test_nobody_was_asked() -> None:
    known = how_known(Heard(), TODAY)
    assert (known.level, known.percent, known.freshness) == ("assumed", 0, 0.0)
    assert "Nobody was asked" in known.missing[0]


@pytest.mark.parametrize(
    ("people", "sources", "said"),
    [
        (2, 3, ["One person more"]),
        (1, 1, ["Two people more", "Two kinds more"]),
        (0, 0, ["Three people more", "Three kinds more"]),
    ],
)
def test_what_is_missing_is_said(people: int, sources: int, said: list[str]) -> None:
    known = how_known(Heard(4, 4, people, sources, date(2026, 10, 1)), TODAY)
    assert known.level == "some"
    assert [text[: len(begin)] for text, begin in zip(known.missing, said, strict=True)] == said


def test_a_year_without_news_is_too_long() -> None:
    day = TODAY - timedelta(days=365)
    still = how_known(Heard(9, 6, 3, 3, day), TODAY)
    assert (still.level, still.stale, still.freshness) == ("high", False, 1.0)
    gone = how_known(Heard(9, 6, 3, 3, day - timedelta(days=365)), TODAY)
    assert (gone.level, gone.stale, gone.freshness) == ("some", True, 0.5)
    assert "22 November 2024" in gone.missing[0].replace("23", "22")


def test_the_meter_counts_people_up_to_enough() -> None:
    assert how_known(Heard(quotes=20, people=3), TODAY).percent == 60
    assert how_known(Heard(quotes=20, people=12), TODAY).percent == 100
