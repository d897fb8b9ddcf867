"""Typical words of a persona."""

import random

from personas.mapping.vocabulary import Said, count_people, suggest_words


def said(*texts: str, people: str = "") -> list[Said]:
    names = people or "abcdefghijklmnopqrstuvwxyz"
    return [Said(key, names[key % len(names)], text) for key, text in enumerate(texts, start=1)]


CATERERS = said(
    "The allergy sheet was wrong again.",
    "I print the allergy sheet at midnight.",
    "Nobody reads the allergy sheet, and headcount moves.",
    "The headcount moved after I bought the fish.",
    "Headcount! It always moves.",
)
OTHERS = said(
    "The invoice was wrong again.",
    "I print the invoice at midnight.",
    "Nobody reads the invoice.",
    "The price moved after I bought the car.",
)


def words(*args: object, **kwargs: object) -> list[str]:
    return [each.words for each in suggest_words(*args, **kwargs)]  # type: ignore[arg-type]


def test_it_works() -> None:
    found = suggest_words(CATERERS, OTHERS)
    assert [each.words for each in found[:2]] == ["allergy sheet", "headcount"]
    assert (found[0].people, found[0].elsewhere) == (3, 0)
    assert found[0].samples == (1, 2, 3)
    assert "midnight" not in [each.words for each in found]


def test_a_talkative_person_counts_once() -> None:
    alone = said(*["my sous-chef again"] * 9, people="a")
    assert suggest_words(alone, OTHERS) == []
    assert words([*alone, Said(99, "b", "our sous-chef")], OTHERS) == ["sous-chef"]


def test_people_without_a_name_are_each_their_own() -> None:
    two = [Said(1, "", "the walk-in fridge"), Said(2, "", "that walk-in fridge")]
    assert words(two, OTHERS) == ["walk-in fridge"]


def test_what_is_known_rejected_or_the_product_is_left_out() -> None:
    assert "headcount" not in words(CATERERS, OTHERS, known=["Headcount"])
    assert "headcount" not in words(CATERERS, OTHERS, leave_out=["HEADCOUNT "])


def test_what_everybody_says_is_not_typical() -> None:
    ours = said("the deadline", "a deadline", "no deadline", "the deadline and the oven")
    theirs = said("the deadline", "a deadline", "no deadline", "deadline")
    assert words(ours, theirs) == []


def test_phrases_do_not_cross_a_full_stop_nor_end_in_filler() -> None:
    ours = said("Burnt stock. Cold room is full of it", "burnt stock. cold room is full of it")
    found = words(ours, [])
    assert {"burnt stock", "cold room"} <= set(found)
    assert not any(each.endswith(" of") or "stock cold" in each for each in found)


def test_capitals_are_those_people_use() -> None:
    ours = said("We live in Excel all day", "That Excel file", "excel hell, in Excel")
    assert "Excel" in words(ours, [])


def test_the_same_whatever_the_order_of_hashing() -> None:
    found = words(CATERERS, OTHERS)
    shuffled = random.Random(3).sample(OTHERS, len(OTHERS))
    assert words(CATERERS, shuffled) == found


def test_counts_are_of_people_and_whole_words() -> None:
    counts = count_people(["Allergy sheet", "head"], [*CATERERS, Said(9, "b", "allergy sheet!")])
    assert counts == {"Allergy sheet": 3, "head": 0}


def test_nobody_said_anything() -> None:
    assert suggest_words([], OTHERS) == []
