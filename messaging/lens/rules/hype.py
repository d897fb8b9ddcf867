"""Hype: praise any product could claim."""

from messaging.lens.rules.kinds import existence
from messaging.lens.rules.rule import Rule

RULE = Rule(
    name="hype",
    component="concrete",
    weight=15,
    reason="Praise that any product could claim tells the reader nothing about their own day.",
    find=existence("hype", "Say what changes, when, and for whom.", spare_the_persona=True),
    severity="warning",
    word_list="hype",
)
