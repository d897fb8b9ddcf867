"""Pressure tricks: haste and fear in place of a reason."""

from messaging.lens.rules.kinds import existence
from messaging.lens.rules.rule import Rule

RULE = Rule(
    name="pressure",
    component="honest",
    weight=25,
    reason="Haste and fear of missing out replace the reason to buy, and readers remember it.",
    find=existence("pressure", "Give the reason, or the real date."),
    severity="warning",
    most=75,
    word_list="pressure",
)
