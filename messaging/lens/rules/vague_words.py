"""Abstractions that cannot be pictured."""

from messaging.lens.rules.kinds import existence
from messaging.lens.rules.rule import Rule

RULE = Rule(
    name="vague_words",
    component="concrete",
    weight=8,
    reason="An abstraction cannot be pictured, and what cannot be pictured is soon forgotten.",
    find=existence(
        "vague_words", "Name the moment, the thing or the amount.", spare_the_persona=True
    ),
    most=32,
    word_list="vague_words",
)
