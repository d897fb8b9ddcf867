"""The company names itself sentence after sentence."""

import re
from typing import Final

from messaging.lens.rules.kinds import occurrence
from messaging.lens.rules.rule import Rule

MOST: Final = 2

RULE = Rule(
    name="we_count",
    component="problem_first",
    weight=4,
    reason="Each further “we” keeps the reader waiting for their own turn.",
    find=occurrence(
        re.compile(r"\b(?:we|our|ours|(?-i:us)|we're|we've|we'll)\b(?!['’])", re.IGNORECASE),
        MOST,
        "Say the same of the reader: not “we deliver by six” but “on the table by six”.",
    ),
    most=20,
    whole_text=True,
)
