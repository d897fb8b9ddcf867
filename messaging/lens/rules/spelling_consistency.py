"""One word spelt two ways in one text."""

import json

from messaging.lens.lexicon import DATA
from messaging.lens.rules.kinds import consistency
from messaging.lens.rules.rule import Rule

_PAIRS = [
    (one, other) for one, other in json.loads((DATA / "spellings.json").read_text(encoding="utf-8"))
]

RULE = Rule(
    name="spelling_consistency",
    component="plain",
    weight=5,
    reason="One word in two spellings makes a text look unread.",
    find=consistency(_PAIRS),
    whole_text=True,
)
