"""What leaves the house: one line for each variant, with all a reader of a sheet needs to know."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from messaging.channels.channel import Channel, Part, Parts


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One sentence and what it stands on. ``consent`` is None where no customer is quoted."""

    part: str
    sentence: str
    kind: str
    said: str
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One variant. ``parts`` maps the channel's part keys to a text or a list of texts.

    ``revision`` is the variant's when it left: whoever brings the line back compares with it.
    """

    variant_id: int
    key: str
    channel: str
    placement: str
    placement_key: str
    persona: str
    stage: str
    language: str
    pain: str
    framework: str
    state: str
    is_live: bool
    parts: Parts
    trace: tuple[TraceLine, ...] = ()
    campaign: str = ""
    ad_group: str = ""
    final_url: str = ""
    pins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    revision: int = 1

    @property
    def checksum(self) -> str:
        """Tells whether the texts were changed since they left."""
        return checksum(self.parts)


@dataclass(frozen=True, slots=True)
class PartColumn:
    """One text of a part as a column: a list part has one column for each text it may hold.

    ``of`` is the part itself, with its way of counting and its pins.
    """

    part: str
    index: int | None
    title: str
    hard: int | None
    truncation: int | None
    of: Part

    @property
    def titled(self) -> str:
        """The title as it stands over the column: with the limit that counts most."""
        if self.hard is not None:
            return f"{self.title} (at most {self.hard})"
        if self.truncation is not None:
            return f"{self.title} (seen up to {self.truncation})"
        return self.title

    @property
    def pin_title(self) -> str:
        """What the column with the text's pin is called; empty where nothing can be pinned."""
        return f"{self.title} position" if self.index is not None and self.of.pins else ""

    def text_of(self, parts: Mapping[str, object]) -> str:
        """The text this column shows of ``parts``, empty where there is none."""
        value = parts.get(self.part, "")
        if self.index is None:
            return value if isinstance(value, str) else ""
        if isinstance(value, list) and self.index < len(value):
            return str(value[self.index])
        return ""


def checksum(parts: Mapping[str, object]) -> str:
    """Twelve hexadecimal digits of the texts, whatever the order of the parts."""
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def part_columns(channel: Channel) -> list[PartColumn]:
    """The columns of a channel's sheet, in the order of its parts."""
    columns = []
    for part in channel.parts:
        if not part.is_list:
            columns.append(PartColumn(part.key, None, part.name, part.hard, part.truncation, part))
            continue
        singular = part.name.removesuffix("s")
        columns.extend(
            PartColumn(part.key, index, f"{singular} {index + 1}", part.hard, part.truncation, part)
            for index in range(part.maximum)
        )
    return columns
