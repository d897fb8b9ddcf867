"""How long a text is, and what is wrong with a channel's copy."""

import pytest

from messaging.channels import check_parts, get_channel, measure


def codes(channel: str, parts: dict[str, object]) -> list[tuple[str, str]]:
    return [(fault.part, fault.code) for fault in check_parts(get_channel(channel), parts)]


def rsa(**changes: object) -> dict[str, object]:
    return {
        "headlines": ["One", "Two", "Three"],
        "descriptions": ["First words.", "Second words."],
        **changes,
    }


def test_it_works() -> None:
    assert codes("google_rsa", rsa()) == []


@pytest.mark.parametrize(
    ("text", "length"),
    [("a" * 30, 30), ("日本語", 6), ("Café", 4), ("ｗｉｄｅ", 8), ("Søren’s", 7)],
)
def test_wide_characters_count_twice(text: str, length: int) -> None:
    assert measure(get_channel("google_rsa").part("headlines"), text).length == length


def test_hard_and_truncation_are_different_things() -> None:
    intro = get_channel("linkedin_ad").part("intro")
    assert not measure(intro, "a" * 150).over_truncation
    seen_in_part = measure(intro, "a" * 151)
    assert seen_in_part.over_truncation
    assert not seen_in_part.over_hard
    assert measure(intro, "a" * 601).over_hard
    assert not measure(get_channel("meta_ad").part("headline"), "a" * 400).over_hard


def test_length_is_counted_with_the_longest_value() -> None:
    title = get_channel("push").part("title")
    assert measure(title, "Hi {{first_name|there}}", {"first_name": "Bartholomew"}).length == 14


def test_text_messages_are_counted_in_units_and_segments() -> None:
    body = get_channel("sms").part("body")
    measured = measure(body, "€" * 81)
    assert (measured.length, measured.segments) == (162, 2)
    assert measured.over_truncation
    assert not measured.over_hard


def test_a_subject_may_not_outgrow_its_header_line() -> None:
    subject = get_channel("email").part("subject")
    assert not measure(subject, "a" * 989).over_hard
    assert measure(subject, "é" * 495).over_hard


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        (rsa(headlines=["a" * 31, "b", "c"]), ("headlines[0]", "hard_limit")),
        (rsa(headlines=["One", "Two"]), ("headlines", "too_few")),
        (rsa(headlines=[str(n) for n in range(16)]), ("headlines", "too_many")),
        (rsa(headlines=["One", "one", "Three"]), ("headlines[1]", "duplicate")),
        (rsa(headlines=["One", " ", "Three"]), ("headlines[1]", "missing")),
        (rsa(headlines="One"), ("headlines", "wrong_type")),
        (rsa(descriptions=["Hi {name}", "b"]), ("descriptions[0]", "merge_tag")),
        (rsa(path1="a-very-long-path-indeed"), ("path1", "hard_limit")),
        (rsa(path1=["a"]), ("path1", "wrong_type")),
        (rsa(footer="x"), ("footer", "unknown_part")),
        (rsa(headlines=["One\nline", "b", "c"]), ("headlines[0]", "line_break")),
    ],
)
def test_each_fault_is_named_with_its_place(
    parts: dict[str, object], fault: tuple[str, str]
) -> None:
    assert codes("google_rsa", parts) == [fault]


def test_a_missing_part_is_a_fault_and_an_optional_one_is_not() -> None:
    assert codes("web_hero", {"headline": "A", "subline": "", "button": "B"}) == [
        ("subline", "missing")
    ]
    assert codes("google_rsa", rsa(path1="", path2=None)) == []


def test_a_push_payload_has_a_limit_of_its_own() -> None:
    assert ("", "payload") in codes("push", {"title": "a", "body": "é" * 2048})


def test_truncation_is_no_fault() -> None:
    assert codes("web_hero", {"headline": "a" * 90, "subline": "b" * 300, "button": "c"}) == []
