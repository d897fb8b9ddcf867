"""Frameworks and layouts: which moves a draft makes in which order, and how parts are filled."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
STAGE_KEYS: dict[str, tuple[str, ...]] = {
    "unaware": ("early",),
    "aware": ("early",),
    "considering": ("considering",),
    "deciding": ("deciding",),
    "using": ("using",),
    "at_risk": ("at_risk", "back"),
    "left": ("left", "back"),
    "advocate": ("advocate",),
}
"""Where the moves of a stage are listed: under the first of these names that is there."""
Role = Literal["hook", "line", "flow", "lines", "flows", "button", "letter", "path"]


@dataclass(frozen=True, slots=True)
class Framework:
    """``moves`` per stage kind; a kind that is absent cannot be written in this framework.

    ``needs`` are the slots without which the framework says nothing of its own.
    """

    key: str
    name: str
    needs: tuple[str, ...]
    moves: dict[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class PartLayout:
    """How one part is filled; see layouts.toml for the roles."""

    part: str
    role: Role
    sentences: int = 1
    count: int = 1
    again: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``ask``: the copy itself invites to a next step. ``situation``: it names the situation
    rather than telling the reader what he or she is like."""

    parts: tuple[PartLayout, ...]
    ask: bool = True
    situation: bool = False


@cache
def frameworks() -> dict[str, Framework]:
    """Every framework by key."""
    document = tomllib.loads((FOLDER / "frameworks.toml").read_text("utf-8"))
    return {
        key: Framework(
            key=key,
            name=row["name"],
            needs=tuple(row.get("needs", ())),
            moves={
                stage: tuple(next(row[name] for name in names if row.get(name)))
                for stage, names in STAGE_KEYS.items()
                if any(row.get(name) for name in names)
            },
        )
        for key, row in document.items()
    }


@cache
def layouts() -> dict[str, Layout]:
    """The layout of every channel by the channel's key."""
    document = tomllib.loads((FOLDER / "layouts.toml").read_text("utf-8"))
    return {
        key: Layout(
            parts=tuple(PartLayout(**part) for part in row["parts"]),
            ask=row.get("ask", True),
            situation=row.get("situation", False),
        )
        for key, row in document.items()
    }


def layout_of(channel_key: str) -> Layout:
    """The layout of a channel; KeyError with the ones there are if there is none."""
    known = layouts()
    if channel_key not in known:
        raise KeyError(f"there is no layout for {channel_key!r}; there are {', '.join(known)}")
    return known[channel_key]
