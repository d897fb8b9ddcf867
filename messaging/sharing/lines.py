"""What leaves the house: one line for each variant, with all a reader of a sheet needs to know."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from messaging.channels.channel import Channel, Parts


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
    """One variant. ``parts`` maps the channel's part keys to a text or a list of texts."""

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

    @property
    def checksum(self) -> str:
        """Tells whether the texts were changed since they left."""
        return checksum(self.parts)


@dataclass(frozen=True, slots=True)
class PartColumn:
    """One text of a part as a column: a list part has one column for each text it may hold."""

    part: str
    index: int | None
    title: str
    hard: int | None
    truncation: int | None

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
            columns.append(PartColumn(part.key, None, part.name, part.hard, part.truncation))
            continue
        singular = part.name.removesuffix("s")
        columns.extend(
            PartColumn(part.key, index, f"{singular} {index + 1}", part.hard, part.truncation)
            for index in range(part.maximum)
        )
    return columns
