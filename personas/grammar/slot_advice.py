"""What is said of a phrase that was typed into a slot."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlotAdvice:
    """``message`` says what to change; ``corrected`` is set only where the fix is certain."""

    ok: bool
    message: str = ""
    corrected: str | None = None
