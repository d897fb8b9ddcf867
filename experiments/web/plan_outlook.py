"""What stands beside the plan of a test: what its place can tell, and ways out of little traffic.

Reads what was typed so far leniently: what cannot be read is as if it were not there, for the form
itself says what is wrong with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.one_factor import NOTES, Told, factor_of
from experiments.outlook import Outlook, Setting, look_ahead
from experiments.planning import (
    EarlierGoal,
    KnownRate,
    Neighbours,
    Pace,
    earlier_goals,
    known_rates,
    neighbours_of,
    pace_of,
)
from messaging.models import Message, Variant
from workspaces.access import Access

LIFT = 20.0


@dataclass(frozen=True, slots=True)
class Place:
    """``rate`` and ``daily`` are those the outlook stands on, ``known`` and ``pace`` what was
    counted; ``wrong`` says why there is no outlook though both are there. ``factor_note`` tells
    what the chosen texts can teach; empty until one is chosen."""

    pace: Pace | None
    known: KnownRate | None
    rate: float | None
    daily: float | None
    lift: float
    outlook: Outlook | None
    wrong: str
    earlier: list[EarlierGoal]
    neighbours: Neighbours | None
    factor: str
    factor_note: str

    @property
    def made_from(self) -> dict[str, float]:
        """What the plan keeps of how it was made."""
        known = {"rate": self.rate, "lift": self.lift, "daily": self.daily}
        return {name: number for name, number in known.items() if number is not None}


def see_place(access: Access, message: Message, typed: Mapping[str, Any]) -> Place:
    """The place of a message for what is typed in the plan's form."""
    rates = known_rates(access=access, message=message)
    pace = pace_of(access=access, message=message)
    goal = _goal(typed, rates)
    known = rates.get(goal) if goal is not None else None
    percent = _number(typed, "rate")
    rate = percent / 100 if percent else (known.rate if known else None)
    daily = _number(typed, "daily") or (pace.daily if pace else None)
    lift = (_number(typed, "lift") or LIFT) / 100
    outlook, wrong = None, ""
    if rate is not None:
        setting = Setting(rate, daily, _arms(typed), lift)
        try:
            outlook = look_ahead(setting)
        except ValueError:
            wrong = "So much more than today is more than everybody."
    factor = _factor(access, message, typed)
    little = outlook is not None and (outlook.is_little or outlook.needs_a_big_change)
    return Place(
        pace=pace,
        known=known,
        rate=rate,
        daily=daily,
        lift=lift,
        outlook=outlook,
        wrong=wrong,
        earlier=earlier_goals(rates.values(), outlook.setting, goal) if outlook and little else [],
        neighbours=(
            neighbours_of(access=access, message=message, setting=outlook.setting)
            if outlook and little
            else None
        ),
        factor=factor or "",
        factor_note="" if factor is None else NOTES[factor],
    )


def _factor(access: Access, message: Message, typed: Mapping[str, Any]) -> str | None:
    """In what the chosen texts differ from the live one; None while none is chosen."""
    live = message.live_variant
    chosen = [int(pk) for pk in _rivals(typed) if pk.isascii() and pk.isdigit() and len(pk) < 19]
    rivals = Variant.objects.for_workspace(access.workspace).filter(message=message, pk__in=chosen)
    arms = [row for row in rivals if live is None or row.pk != live.pk]
    if live is None or not arms:
        return None
    return factor_of(
        [Told(row.pain_id, row.framework, row.proof_id, row.parts) for row in (live, *arms)]
    )


def _rivals(typed: Mapping[str, Any]) -> list[str]:
    rivals = typed.getlist("rivals") if hasattr(typed, "getlist") else typed.get("rivals") or []
    return [str(each) for each in rivals]


def _goal(typed: Mapping[str, Any], rates: Mapping[int, KnownRate]) -> int | None:
    """The goal chosen; before anybody chose, the newest, as in the form."""
    if "goal" not in typed:
        return max(rates, default=None)
    chosen = str(typed["goal"])
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None


def _arms(typed: Mapping[str, Any]) -> int:
    """The live text and the rivals chosen, of which a test has one at least."""
    return 1 + min(max(len(_rivals(typed)), 1), 9)


def _number(typed: Mapping[str, Any], name: str) -> float | None:
    """A number above zero, or None."""
    try:
        number = float(str(typed.get(name) or ""))
    except ValueError:
        return None
    return number if 0 < number < 1e12 else None
