"""Unfilled slots and merge tags without a fallback."""

import re
from collections.abc import Iterator

from messaging.lens.known import Known
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText

_TAG = re.compile(
    r"\*\|[^|\n]{0,60}\|\*"  # Mailchimp
    r"|\{\{[^{}\n]{0,120}\}\}"  # ours, Liquid, Handlebars, Go
    r"|%%[^%\n]{1,60}%%"  # AMPscript
    r"|\{[A-Za-z_][A-Za-z_ .:|-]{0,60}\}"  # a slot, Google's keyword insertion
    r"|\[(?:first|last|your|company|customer|insert)[^\]\n]{0,40}\]"
    r"|<(?:first|last|company|customer)[ _]?name>"
    r"|\blorem ipsum\b|\b(?:hi|hello|dear) ,",
    re.IGNORECASE,
)
_FALLBACK = re.compile(
    r"\|\s*[^|{}\s]|default\s*:|\bor\b.*[\"']|\{keyword:[^}]|,\s*'[^']+'|\.name:[^}]|\*\|(?:IF|ELSE|END)",
    re.IGNORECASE,
)


_SIGNS = frozenset("*{%[<")


def _may_hold_a_tag(text: str) -> bool:
    """Whether anything that _TAG finds can be there: most texts need no search."""
    return not _SIGNS.isdisjoint(text) or " ," in text or "lorem" in text.lower()


def _find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
    if not _may_hold_a_tag(text.text):
        return
    for match in _TAG.finditer(text.text):
        tag = match.group()
        if tag.startswith("*|") or not _FALLBACK.search(tag):
            yield Remark(match.start(), match.end(), "Give it a fallback: {{first_name|there}}")


RULE = Rule(
    name="merge_tag",
    component="honest",
    weight=40,
    reason="Where the value is missing, the customer reads the tag itself or a gap.",
    find=_find,
    severity="error",
    most=80,
    whole_text=True,
)
