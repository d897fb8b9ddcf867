"""When two quotes are one, and how a person is kept."""

from hypothesis import given, settings
from hypothesis import strategies as st

from personas.listening.normalise import normal_form, person_hash, text_hash


def test_it_works() -> None:
    assert normal_form("  “I  WAITED” – again! ") == 'i waited" - again'
    assert text_hash("I waited.", "review", "") == text_hash("i  waited", "review", "")


def test_another_source_or_person_is_another_quote() -> None:
    hashes = {
        text_hash("I waited", "review", ""),
        text_hash("I waited", "support", ""),
        text_hash("I waited", "review", "abc"),
    }
    assert len(hashes) == 3


def test_a_person_is_kept_under_a_key() -> None:
    one = person_hash("K.Lee@example.org ", b"one")
    assert one == person_hash("k.lee@example.org", b"one")
    assert one != person_hash("k.lee@example.org", b"two")
    assert person_hash("  ", b"one") == ""


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == normal_form(normal_form(once))
