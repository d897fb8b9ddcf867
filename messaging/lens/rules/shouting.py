"""Words in capitals and rows of exclamation marks."""

import re

from messaging.lens.rules.kinds import occurrence
from messaging.lens.rules.rule import Rule

RULE = Rule(
    name="shouting",
    component="honest",
    weight=8,
    reason="Capitals and exclamation marks raise the voice, not the interest.",
    find=occurrence(re.compile(r"!{2,}|\b[A-Z]{5,}\b|!"), 1, "Say it calmly."),
    most=24,
    whole_text=True,
)
