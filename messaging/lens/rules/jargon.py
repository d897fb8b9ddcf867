"""Jargon: a word of the trade where an everyday one exists."""

from messaging.lens.lexicon import replacements
from messaging.lens.rules.kinds import substitution
from messaging.lens.rules.rule import Rule

RULE = Rule(
    name="jargon",
    component="plain",
    weight=12,
    reason="Readers trust what they would say themselves; this is a word of the seller's trade.",
    find=substitution("jargon", replacements("jargon")),
    word_list="jargon",
)
