"""A text on its way out: the line, where it goes in the account, and its final link.  [pure]"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from urllib.parse import urlsplit

from messaging.channels import Channel
from messaging.channels.channel import Parts
from messaging.channels.merge_tags import Dialect, UnknownTokenError, in_dialect
from messaging.sharing.lines import Line

MOST_TOLD = 100
"""Sentences kept of each kind; how many more there were is counted."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """``parts`` are the texts as they are written into the file, with merge tags in the words of
    the tool; ``line.parts`` stay as we have them. ``link`` carries utm_* and may be empty."""

    line: Line
    parts: Parts
    account: str = ""
    campaign: str = ""
    ad_group: str = ""
    link: str = ""
    bare_link: str = ""
    """The link without what we add to it."""

    @property
    def link_tags(self) -> str:
        """What we add to the link: ``utm_source=google&utm_content=pricing-1``."""
        before = set(urlsplit(self.bare_link).query.split("&"))
        pieces = urlsplit(self.link).query.split("&") if self.link else []
        return "&".join(piece for piece in pieces if piece and piece not in before)

    def one(self, part: str) -> str:
        """The text of a part that holds one, else empty."""
        value = self.parts.get(part, "")
        return value if isinstance(value, str) else ""

    def several(self, part: str) -> list[str]:
        """The texts of a part that holds a list."""
        value = self.parts.get(part, [])
        if isinstance(value, str):
            return [value] if value else []
        return list(value)


Writer = Callable[[BinaryIO, Iterable[Leaving], list[Channel]], int]
"""Writes a file of the lines; the channels are those that may occur. Gives the number of rows."""


@dataclass(slots=True)
class Told:
    """What the person who asked has to know: what was left out and why, and what to look at."""

    left_out: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    more_left_out: int = 0
    more_warnings: int = 0

    def leave_out(self, key: str, why: str) -> None:
        if len(self.left_out) < MOST_TOLD:
            self.left_out.append({"key": key, "why": why})
        else:
            self.more_left_out += 1

    def warn(self, sentence: str) -> None:
        if sentence in self.warnings:
            return
        if len(self.warnings) < MOST_TOLD:
            self.warnings.append(sentence)
        else:
            self.more_warnings += 1

    def as_json(self) -> dict[str, object]:
        """As a job's result holds it; empty where there is nothing to say."""
        said = {
            "left_out": self.left_out,
            "warnings": self.warnings,
            "more_left_out": self.more_left_out,
            "more_warnings": self.more_warnings,
        }
        return {name: value for name, value in said.items() if value}


def translated(
    lines: Iterable[Leaving],
    channels: Mapping[str, Channel],
    dialect: Dialect,
    fields: Mapping[str, str],
    told: Told,
    *,
    everywhere: bool = False,
) -> Iterator[Leaving]:
    """Lines with merge tags in ``dialect``, where their channel has merge tags, or ``everywhere``.

    A text with a tag that the tool has no field for is left out, and told.
    """
    for leaving in lines:
        channel = channels.get(leaving.line.channel)
        if not everywhere and (channel is None or not channel.merge_tags):
            yield leaving
            continue
        try:
            parts: Parts = {
                key: in_dialect(value, dialect, fields)
                if isinstance(value, str)
                else [in_dialect(text, dialect, fields) for text in value]
                for key, value in leaving.parts.items()
            }
        except UnknownTokenError as error:
            told.leave_out(leaving.line.key, f"{error}.")
            continue
        yield replace(leaving, parts=parts)
