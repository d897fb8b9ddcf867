"""The channels we know, and the facts about them."""

from datetime import date

import pytest

from messaging.channels import all_channels, check_parts, get_channel, measure
from messaging.channels.checked import check_again
from messaging.writing.frameworks import layouts

PARTS = {
    "web_hero": ["headline", "subline", "button"],
    "landing_section": ["headline", "body", "button"],
    "web_banner": ["headline", "subline", "button"],
    "google_rsa": ["headlines", "descriptions", "path1", "path2"],
    "google_pmax": ["headlines", "long_headlines", "descriptions", "business_name"],
    "google_display": ["headlines", "long_headline", "descriptions", "business_name"],
    "microsoft_rsa": ["headlines", "descriptions", "path1", "path2"],
    "meta_ad": ["primary_text", "headline", "description"],
    "linkedin_ad": ["intro", "headline", "description"],
    "linkedin_message": ["subject", "body", "button"],
    "x_post": ["body", "card_headline"],
    "tiktok_ad": ["body"],
    "email": ["subject", "preheader", "body"],
    "push": ["title", "body"],
    "sms": ["body"],
    "sales_line": ["body"],
}


def test_it_works() -> None:
    found = {key: [part.key for part in channel.parts] for key, channel in all_channels().items()}
    assert found == PARTS


def test_every_channel_names_its_source_and_date() -> None:
    for channel in all_channels().values():
        assert channel.source, channel.key
        assert channel.checked_on == "2026-11-22", channel.key


def test_every_channel_has_a_layout_of_its_own_parts() -> None:
    for key, channel in all_channels().items():
        required = {part.key for part in channel.parts if part.minimum}
        laid_out = [place.part for place in layouts()[key].parts]
        assert required <= set(laid_out) <= {part.key for part in channel.parts}


# channel, part, hard, truncation, minimum, maximum: every row of the facts, one by one.
LIMITS = (
    ("google_rsa", "headlines", 30, None, 3, 15),
    ("google_rsa", "descriptions", 90, None, 2, 4),
    ("google_rsa", "path1", 15, None, 0, 1),
    ("google_rsa", "path2", 15, None, 0, 1),
    ("microsoft_rsa", "headlines", 30, None, 3, 15),
    ("microsoft_rsa", "descriptions", 90, None, 2, 4),
    ("microsoft_rsa", "path1", 15, None, 0, 1),
    ("microsoft_rsa", "path2", 15, None, 0, 1),
    ("google_pmax", "headlines", 30, None, 3, 15),
    ("google_pmax", "long_headlines", 90, None, 1, 5),
    ("google_pmax", "descriptions", 90, None, 2, 5),
    ("google_pmax", "business_name", 25, None, 0, 1),
    ("google_display", "headlines", 30, None, 1, 5),
    ("google_display", "long_headline", 90, None, 1, 1),
    ("google_display", "descriptions", 90, None, 1, 5),
    ("google_display", "business_name", 25, None, 0, 1),
    ("meta_ad", "primary_text", None, 125, 1, 5),
    ("meta_ad", "headline", None, 40, 1, 5),
    ("meta_ad", "description", None, 30, 1, 5),
    ("linkedin_ad", "intro", 600, 150, 1, 1),
    ("linkedin_ad", "headline", 200, 70, 1, 1),
    ("linkedin_ad", "description", 300, 100, 1, 1),
    ("linkedin_message", "subject", 60, None, 1, 1),
    ("linkedin_message", "body", 1500, None, 1, 1),
    ("linkedin_message", "button", 20, None, 1, 1),
    ("x_post", "body", 280, None, 1, 1),
    ("x_post", "card_headline", 70, None, 0, 1),
    ("tiktok_ad", "body", 100, 80, 1, 1),
    ("email", "subject", None, 60, 1, 1),
    ("email", "preheader", None, 90, 1, 1),
    ("email", "body", None, None, 1, 1),
    ("push", "title", None, 40, 1, 1),
    ("push", "body", None, 110, 1, 1),
    ("sms", "body", None, 160, 1, 1),
    ("sales_line", "body", None, 240, 1, 1),
    ("web_hero", "headline", None, 60, 1, 1),
    ("web_hero", "subline", None, 140, 1, 1),
    ("web_hero", "button", None, 25, 1, 1),
    ("web_banner", "headline", None, 60, 1, 1),
    ("web_banner", "subline", None, 140, 0, 1),
    ("web_banner", "button", None, 25, 1, 1),
    ("landing_section", "headline", None, 60, 1, 1),
    ("landing_section", "body", None, 600, 1, 1),
    ("landing_section", "button", None, 25, 1, 1),
)


@pytest.mark.parametrize(("channel", "part", "hard", "truncation", "minimum", "maximum"), LIMITS)
def test_limits(
    channel: str, part: str, hard: int, truncation: int, minimum: int, maximum: int
) -> None:
    found = get_channel(channel).part(part)
    assert (found.hard, found.truncation) == (hard, truncation)
    assert (found.minimum, found.maximum) == (minimum, maximum)


def test_no_part_is_left_out_of_the_table() -> None:
    every = {(key, part.key) for key, c in all_channels().items() for part in c.parts}
    assert every == {row[:2] for row in LIMITS}


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: ".".join(row[:2]))
def test_a_truncation_never_refuses_and_a_hard_limit_always_does(
    row: tuple[str, str, int | None, int | None, int, int],
) -> None:
    channel, key, hard, truncation, *_ = row
    part = get_channel(channel).part(key)
    if truncation is not None and hard != truncation:
        measured = measure(part, "a" * (truncation + 1))
        assert not measured.over_hard
        assert measured.over_truncation
    if hard is not None:
        assert not measure(part, "a" * hard).over_hard
        assert measure(part, "a" * (hard + 1)).over_hard
        long = "a" * (hard + 1)
        parts = {key: [long] if part.is_list else long}
        assert [
            fault.code
            for fault in check_parts(get_channel(channel), parts)
            if fault.part.partition("[")[0] == key and fault.code == "hard_limit"
        ] == ["hard_limit"]
    elif part.hard_octets is None:
        assert not measure(part, "a" * 5000).over_hard


def test_pins_and_other_lengths_are_facts_too() -> None:
    google = get_channel("google_rsa")
    assert [google.part(key).pins for key in ("headlines", "descriptions", "path1")] == [3, 2, 0]
    assert get_channel("push").part("body").seen_on[0] == ("an Android lock screen", 49)
    assert get_channel("email").part("subject").hard_octets == 989
    assert get_channel("push").payload_octets == 4096
    assert get_channel("email").utm["medium"] == "email"
    assert get_channel("sms").utm["medium"] == "sms"
    assert get_channel("google_rsa").utm["medium"] == "cpc"


@pytest.mark.parametrize(
    ("checked", "today", "old"),
    [
        ("2026-11-22", date(2026, 11, 23), False),
        ("2026-11-22", date(2027, 8, 21), False),
        ("2026-11-22", date(2027, 8, 22), True),
        ("", date(2026, 11, 23), True),
        ("soon", date(2026, 11, 23), True),
    ],
)
def test_old_facts_are_to_be_checked_again(checked: str, today: date, *, old: bool) -> None:
    assert check_again(checked, today) is old


def test_an_unknown_channel_or_part_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="web_hero"):
        get_channel("fax")
    with pytest.raises(KeyError, match="headline, subline, button"):
        get_channel("web_hero").part("body")
