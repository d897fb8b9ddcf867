"""Counting text messages as a phone network does."""

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.channels.sms import BASIC, EXTENSION, count_sms, straighten, straightening_saves


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", (0,)),
        ("A" * 160, (160,)),
        ("A" * 161, (153, 8)),
        ("€" * 80, (160,)),
        ("€" * 81, (152, 10)),
        ("Café☕" + "a" * 65, (70,)),
        ("Café☕" + "a" * 66, (67, 4)),
        ("😀" * 35, (70,)),
        ("😀" * 36, (66, 6)),
    ],
)
def test_it_works(text: str, parts: tuple[int, ...]) -> None:
    assert count_sms(text).parts == parts
    assert count_sms(text).segments == len(parts)


@pytest.mark.parametrize(
    ("text", "characters"),
    [("€" * 81, (76, 5)), ("a" * 152 + "€" + "a" * 10, (152, 11)), ("😀" * 36, (33, 3))],
)
def test_pairs_are_never_split(text: str, characters: tuple[int, ...]) -> None:
    assert count_sms(text).characters == characters


@pytest.mark.parametrize("letter", ["ç", "“", "’", "😀", "ł", "č"])
def test_one_foreign_letter_turns_the_whole_text(letter: str) -> None:
    assert count_sms("a" * 100).encoding == "gsm7"
    assert count_sms("a" * 100 + letter).encoding == "ucs2"


@pytest.mark.parametrize("letter", ["^", "{", "}", "\\", "[", "]", "~", "|", "€", "\f"])
def test_extension_characters_cost_two(letter: str) -> None:
    assert count_sms(letter).units == 2


def test_straight_quotes_save_a_message() -> None:
    text = "“" + "a" * 98 + "”"
    assert count_sms(text).segments == 2
    assert straighten(text) == '"' + "a" * 98 + '"'
    assert straightening_saves(text) == 1
    assert straightening_saves("plain") == 0


GSM = st.text(alphabet=sorted(BASIC | EXTENSION), min_size=1, max_size=400)
ANY = st.text(alphabet="aé€☕😀“ç{ \n", min_size=1, max_size=250)


@settings(max_examples=150, deadline=None)
@given(st.one_of(GSM, ANY))
def test_it_agrees_with_the_oracle(text: str) -> None:
    count = count_sms(text)
    expected = smsutil.split(text)
    assert count.encoding == ("gsm7" if smsutil.is_valid_gsm(text) else "ucs2")
    assert list(count.characters) == [len(part.content) for part in expected.parts]
