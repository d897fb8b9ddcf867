"""A number that nothing in the brief contains."""

from collections.abc import Iterator

from messaging.lens.known import Known, numbers_in
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText


def _find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
    if known is None:
        return
    for number, start, end in numbers_in(text.text):
        if number not in known.numbers:
            yield Remark(start, end, "Add the proof to the offer, or leave the number out.")


RULE = Rule(
    name="unproven_number",
    component="honest",
    weight=30,
    reason="No proof, quote or pain in the brief contains this number.",
    find=_find,
    severity="error",
    most=90,
    needs_brief=True,
)
