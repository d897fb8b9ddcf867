"""Copy as another tool takes it: merge tags in its own writing, what is appended at the end."""

from collections.abc import Mapping

from messaging.channels import Channel
from messaging.channels.merge_tags import dialects, in_dialect, with_fallbacks
from messaging.channels_here import TagsHere, channel_for, tags_of
from messaging.models import Variant
from workspaces.access import SHARE, Access

NEUTRAL, FILLED = "neutral", "filled"
BETWEEN_PARTS = "\n\n"
WAYS = {NEUTRAL: "As it is written here", FILLED: "Without merge tags, fallbacks filled in"}


def ways(access: Access) -> dict[str, str]:
    """Key -> name of each way copy can be taken along, the workspace's own first."""
    known = WAYS | {key: dialect.name for key, dialect in dialects().items()}
    first = usual_way(access)
    return {first: known[first]} | known


def usual_way(access: Access) -> str:
    """The way copy is taken along here where nobody says otherwise."""
    dialect = tags_of(access).dialect
    return dialect if dialect in dialects() else NEUTRAL


def text_in_dialect(
    *, access: Access, variant: Variant, dialect: str = "", part: str | None = None
) -> str:
    """The whole text of a variant, or one ``part`` of it (``headlines``, ``headlines[2]``), as
    the tool behind ``dialect`` takes it: one of ``ways()``, empty for the workspace's own.

    Load ``variant`` with its message and placement. KeyError for a part or dialect there is not,
    UnknownTokenError where the tool has no field for a merge tag.
    """
    found = parts_in_dialect(access=access, variant=variant, dialect=dialect)
    if part is None:
        return BETWEEN_PARTS.join(_joined(value) for value in found.values())
    name, _, number = part.partition("[")
    value = found[name]
    if not number:
        return _joined(value)
    texts = value if isinstance(value, list) else [value]
    index = int(number.rstrip("]")) if number.rstrip("]").isdigit() else len(texts)
    if index >= len(texts):
        raise KeyError(f"{name} has no text number {index}")
    return texts[index]


def parts_in_dialect(
    *, access: Access, variant: Variant, dialect: str = ""
) -> dict[str, str | list[str]]:
    """Every part of a variant, in the channel's order, as ``text_in_dialect`` writes it."""
    access.require(SHARE)
    channel = channel_for(access=access, key=variant.message.placement.channel)
    return translated(channel, variant.parts, dialect or usual_way(access), tags=tags_of(access))


def translated(
    channel: Channel, parts: Mapping[str, object], way: str, *, tags: TagsHere
) -> dict[str, str | list[str]]:
    """``parts`` in the order of ``channel``, written in ``way``; KeyError for an unknown one."""
    if way not in WAYS and way not in dialects():
        raise KeyError(f"there is no dialect {way!r}; there are {', '.join([*WAYS, *dialects()])}")
    found: dict[str, str | list[str]] = {}
    for part in channel.parts:
        value = parts.get(part.key)
        if isinstance(value, str) and value:
            found[part.key] = written(part.as_sent(value), way, tags)
        elif isinstance(value, list) and value:
            found[part.key] = [written(part.as_sent(str(text)), way, tags) for text in value]
    return found


def written(text: str, way: str, tags: TagsHere) -> str:
    """One text in ``way``, with the workspace's own names of the fields."""
    if way == NEUTRAL:
        return text
    if way == FILLED:
        return with_fallbacks(text)
    return in_dialect(text, dialects()[way], tags.fields.get(way))


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
