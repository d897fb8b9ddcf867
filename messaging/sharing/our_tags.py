"""Merge tags of a tool in a file that came back, written as ours again.  [pure]

A file left with the tags of one tool, so the same text comes back in other letters. Only tags of
the text itself are looked for, in the way each tool writes them: nothing is guessed about others.
"""

from collections.abc import Iterator, Mapping

from messaging.channels.channel import Parts
from messaging.channels.merge_tags import TOKEN, UnknownTokenError, dialects, in_dialect

Fields = Mapping[str, Mapping[str, str]]


def with_our_tags(theirs: Parts, ours: Mapping[str, object], fields: Fields) -> Parts:
    """``theirs`` with the tags of ``ours`` in the neutral writing. ``fields``: dialect -> token ->
    the field's name there, as far as the workspace says."""
    written = list(_written(ours, fields))
    if not written:
        return theirs

    def neutral(text: str) -> str:
        for foreign, token in written:
            text = text.replace(foreign, token)
        return text

    return {
        part: [neutral(each) for each in value] if isinstance(value, list) else neutral(value)
        for part, value in theirs.items()
    }


def _written(ours: Mapping[str, object], fields: Fields) -> Iterator[tuple[str, str]]:
    """Each tag of ours as the tools write it, beside the tag; the longest first, since one may be
    the beginning of another."""
    texts = [
        text
        for value in ours.values()
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str) and "{{" in text
    ]
    found: dict[str, str] = {}
    for token in sorted({match[0] for text in texts for match in TOKEN.finditer(text)}):
        for dialect in dialects().values():
            try:
                foreign = in_dialect(token, dialect, fields.get(dialect.key))
            except UnknownTokenError:
                continue
            if foreign != token:
                found.setdefault(foreign, token)
    yield from sorted(found.items(), key=lambda pair: (-len(pair[0]), pair))
