"""Test cards: all a stranger needs to run this very test on a platform."""

from datetime import date

import pytest

from experiments.test_card import (
    CardArm,
    CardTest,
    as_text,
    facts,
    platform_of,
    platforms,
    write_card,
)
from messaging.channels.registry import all_channels

ARMS = (
    CardArm("A", "hero-1", "Sundays are not for receipts", 0.5),
    CardArm("B", "hero-2", "Books done by the third", 0.5),
)
TEST = CardTest(
    name="Sundays or books",
    hypothesis="Sundays hurt more.",
    goal="Sign-ups",
    unit="impression",
    is_tested=True,
    rule="planned",
    arms=ARMS,
    size=40_000,
    days=None,
    ends=date(2026, 12, 24),
)


def test_it_works() -> None:
    card = write_card(TEST, "google_ads")
    assert card.split == "50 % / 50 %"
    assert "40,000 impressions in all (A 20,000, B 20,000)" in card.size
    assert "24 December 2026" in card.end
    text = as_text(card)
    for said in ("hero-1", "hero-2", "Sign-ups", "50 % / 50 %", "label of the ad", "Do not stop"):
        assert said in text


@pytest.mark.parametrize("platform", sorted(platforms()))
def test_every_platform_has_a_whole_card(platform: str) -> None:
    told = facts()["platforms"][platform]
    assert told["source"]
    assert facts()["checked_on"]
    card = write_card(TEST, platform)
    assert "{" not in as_text(card)
    assert len(card.steps) >= 3
    assert card.bring
    seen = CardTest(**{name: getattr(TEST, name) for name in TEST.__slots__} | {"is_tested": False})
    assert write_card(seen, platform).steps[-1] == told["optimiser"]


def test_the_size_is_worked_out_from_what_the_plan_knew() -> None:
    known = CardTest(
        **{name: getattr(TEST, name) for name in TEST.__slots__}
        | {"size": None, "rate": 0.05, "lift": 0.2, "ends": None, "days": 28}
    )
    card = write_card(known, "mailchimp")
    assert card.size.startswith("About 1")
    assert "5.00%" in card.size
    assert "28 days after it begins" in card.end
    unknown = CardTest(
        **{name: getattr(TEST, name) for name in TEST.__slots__} | {"size": None, "rule": "anytime"}
    )
    assert "where 3% do it" in write_card(unknown, "meta").size
    assert "allows for looking often" in " ".join(write_card(unknown, "meta").do_not)


def test_each_channel_of_ads_knows_its_platform() -> None:
    known = {channel for told in facts()["platforms"].values() for channel in told["channels"]}
    assert known <= set(all_channels())
    assert platform_of("meta_ad") == "meta"
    assert platform_of("web_hero") == "other"
