"""A test card: how to run exactly this test on a platform, on one page. [pure]

What platforms are like is data with its source (``data/test_card_platforms.json``).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from experiments.outlook import Setting, look_ahead

FACTS = Path(__file__).parent / "data" / "test_card_platforms.json"
OTHER = "other"
UNIT_WORDS = {
    "visitor": "visitors",
    "send": "delivered e-mails",
    "impression": "impressions",
    "click": "clicks",
}
LIFT_SHOWN = 0.2
RATES_SHOWN = (0.01, 0.03, 0.1)


@dataclass(frozen=True, slots=True)
class CardArm:
    """``letter`` A is the control; ``words`` its first sentence; ``share`` a fraction."""

    letter: str
    key: str
    words: str
    share: float


@dataclass(frozen=True, slots=True)
class CardTest:
    """What is known of the test that is to run elsewhere. ``size`` is over all texts; ``starts``
    and ``ends`` are set once it runs. ``rate`` and ``lift`` are what its plan was made from."""

    name: str
    hypothesis: str
    goal: str
    unit: str
    is_tested: bool
    rule: str
    arms: tuple[CardArm, ...]
    size: int | None = None
    days: int | None = None
    starts: date | None = None
    ends: date | None = None
    rate: float | None = None
    daily: float | None = None
    lift: float | None = None
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Card:
    """Sentences by part; ``arms`` as in the test."""

    title: str
    platform: str
    platform_name: str
    question: str
    arms: tuple[CardArm, ...]
    key_place: str
    split: str
    unit: str
    goal: str
    size: str
    end: str
    steps: tuple[str, ...]
    do_not: tuple[str, ...]
    bring: str
    source: str
    checked_on: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@cache
def facts() -> dict[str, Any]:
    """How tests are set up on each platform, with source and the day it was checked."""
    loaded: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    return loaded


def platforms() -> dict[str, str]:
    """Key of a platform -> how people call it."""
    return {key: told["name"] for key, told in facts()["platforms"].items()}


def platform_of(channel: str) -> str:
    """Where copy of this channel is usually tested."""
    for key, told in facts()["platforms"].items():
        if channel in told["channels"]:
            return str(key)
    return OTHER


def write_card(test: CardTest, platform: str) -> Card:
    """The card of a test for a platform. KeyError for one nobody knows."""
    told = facts()["platforms"][platform]
    split = " / ".join(f"{arm.share * 100:.3g} %" for arm in test.arms)
    steps = [step.replace("{split}", split) for step in told["steps"]]
    if not test.is_tested:
        steps.append(told["optimiser"])
    return Card(
        title=test.name,
        platform=platform,
        platform_name=told["name"],
        question=test.hypothesis,
        arms=test.arms,
        key_place=told["key_place"],
        split=split,
        unit=UNIT_WORDS.get(test.unit, test.unit),
        goal=test.goal,
        size=_size(test),
        end=_end(test),
        steps=tuple(steps),
        do_not=(*_never(test), *told["do_not"]),
        bring=told["bring"],
        source=told["source"],
        checked_on=facts()["checked_on"],
    )


def as_text(card: Card) -> str:
    """The card as Markdown, which is plain text, too."""
    arms = [
        f"- {arm.letter}: `{arm.key}` · {arm.share * 100:.3g} % · {arm.words}" for arm in card.arms
    ]
    where = f"Into {card.key_place}. Copy it exactly: results find home by it."
    parts: list[tuple[str, Sequence[str]]] = [
        ("The texts", arms),
        (
            "Where the key goes",
            [where],
        ),
        (
            "What is counted",
            [f"Of {card.unit}, how many: {card.goal}.", f"Split: {card.split}."],
        ),
        ("How much, and until when", [card.size, card.end]),
        (
            f"How to set it up in {card.platform_name}",
            [f"{at}. {step}" for at, step in enumerate(card.steps, start=1)],
        ),
        ("What not to do", [f"- {each}" for each in card.do_not]),
        ("What to bring back", [card.bring]),
    ]
    lines = [f"# {card.title}", ""]
    if card.question:
        lines += [card.question, ""]
    for heading, body in parts:
        lines += [f"## {heading}", "", *body, ""]
    return "\n".join(lines)


def _size(test: CardTest) -> str:
    many, unit = len(test.arms), UNIT_WORDS.get(test.unit, test.unit)
    if test.size:
        each = ", ".join(f"{arm.letter} {test.size * arm.share:,.0f}" for arm in test.arms)
        return f"{test.size:,} {unit} in all ({each})."
    if test.rate and test.lift:
        outlook = look_ahead(Setting(test.rate, test.daily, many, test.lift, test.alpha))
        needed = outlook.planned.visitors
        if needed:
            return (
                f"About {needed:,} {unit} in all, to find {test.lift:.0%} more than today's "
                f"{test.rate:.2%} four times in five."
            )
    told = []
    for rate in RATES_SHOWN:
        outlook = look_ahead(Setting(rate, None, many, LIFT_SHOWN, test.alpha))
        if outlook.planned.visitors:
            told.append(f"{outlook.planned.visitors:,} where {rate:.0%} do it")
    return (
        f"No size was planned. To find a fifth more, a test takes about {'; '.join(told)} "
        f"({unit} in all)."
    )


def _end(test: CardTest) -> str:
    begins = f"Begins on {_day(test.starts)}. " if test.starts else ""
    if test.ends:
        return f"{begins}Ends on {_day(test.ends)}, whatever it says before."
    if test.days:
        return f"{begins}Ends {test.days} days after it begins, whatever it says before."
    if test.size:
        return f"{begins}Ends when the number above is reached, whatever it says before."
    return f"{begins}No end was planned: it runs until our reading of it says that it is decided."


def _never(test: CardTest) -> list[str]:
    found = []
    if test.rule == "planned":
        found.append(
            "Do not stop early because one is ahead: this test is read as one with a planned end, "
            "and only that end makes its answer hold."
        )
    else:
        found.append(
            "Do not stop because the platform says one is ahead: stop when our reading says so, "
            "which allows for looking often."
        )
    found.append("Do not change a text, the audience or the budget of one side while it runs.")
    if test.is_tested:
        found.append("Do not let the platform choose which text to show more.")
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
