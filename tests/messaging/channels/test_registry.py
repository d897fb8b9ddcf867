"""The channels we know, and the facts about them."""

import pytest

from messaging.channels import all_channels, get_channel
from messaging.writing.frameworks import layouts

PARTS = {
    "web_hero": ["headline", "subline", "button"],
    "landing_section": ["headline", "body", "button"],
    "google_rsa": ["headlines", "descriptions", "path1", "path2"],
    "google_pmax": ["headlines", "long_headlines", "descriptions"],
    "microsoft_rsa": ["headlines", "descriptions", "path1", "path2"],
    "meta_ad": ["primary_text", "headline", "description"],
    "linkedin_ad": ["intro", "headline", "description"],
    "x_post": ["body"],
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


@pytest.mark.parametrize(
    ("channel", "part", "hard", "truncation", "minimum", "maximum"),
    [
        ("google_rsa", "headlines", 30, None, 3, 15),
        ("google_rsa", "descriptions", 90, None, 2, 4),
        ("google_rsa", "path1", 15, None, 0, 1),
        ("meta_ad", "headline", None, 40, 1, 1),
        ("linkedin_ad", "intro", 600, 150, 1, 1),
        ("x_post", "body", 280, None, 1, 1),
        ("tiktok_ad", "body", 100, 80, 1, 1),
        ("web_hero", "button", None, 25, 1, 1),
    ],
)
def test_limits(
    channel: str, part: str, hard: int, truncation: int, minimum: int, maximum: int
) -> None:
    found = get_channel(channel).part(part)
    assert (found.hard, found.truncation) == (hard, truncation)
    assert (found.minimum, found.maximum) == (minimum, maximum)


def test_an_unknown_channel_or_part_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="web_hero"):
        get_channel("fax")
    with pytest.raises(KeyError, match="headline, subline, button"):
        get_channel("web_hero").part("body")
