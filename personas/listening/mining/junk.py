"""Which answers tell us nothing, and why. Never a short complaint, never a question."""

from personas.listening.normalise import normal_form

NOTHING = frozenset({"", "n/a", "na", "none", "nothing", "asdf", "dont know", "don't know", "idk"})


def junk_reason(text: str) -> str:
    """Why the text tells us nothing, in a few words; empty for a text that may tell something."""
    return "says nothing" if normal_form(text) in NOTHING else ""
