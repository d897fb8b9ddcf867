"""In what arms differ."""

import pytest

from experiments.one_factor import NOTES, Told, factor_of

A = Told(pain=1, framework="pas", proof=None, parts={"headline": "Sundays"})


def told(**changes: object) -> Told:
    values = {"pain": 1, "framework": "pas", "proof": None, "parts": {"headline": "Mondays"}}
    return Told(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "factor"),
    [
        (told(pain=2), "pain"),
        (told(framework="bab"), "framework"),
        (told(proof=7), "proof"),
        (told(), "wording"),
        (A, ""),
        (told(pain=2, framework="bab"), "several"),
        (told(pain=2, proof=3), "several"),
        (told(pain=None), "several"),
    ],
)
def test_it_works(other: Told, factor: str) -> None:
    assert factor_of([A, other]) == factor
    assert factor_of([other, A]) == factor
    assert NOTES[factor]


def test_arms_that_each_change_another_thing_are_several() -> None:
    assert factor_of([A, told(pain=2), told(framework="bab")]) == "several"


def test_more_pains_are_still_one_factor() -> None:
    assert factor_of([A, told(pain=2), told(pain=3)]) == "pain"
