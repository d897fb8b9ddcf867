"""In what the arms of a test differ: only a single factor teaches more than which text won.

[pure]
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PAIN, FRAMEWORK, PROOF, WORDING, SEVERAL = "pain", "framework", "proof", "wording", "several"
SAME = ""
"""All arms say the same: an A/A test, which varies nothing."""

NOTES = {
    SAME: "The same text twice: it tries the counting, and teaches nothing about customers.",
    PAIN: "Only the pain differs, so the answer tells which pain moves people.",
    FRAMEWORK: "Only the way it is told differs, so the answer tells which way works.",
    PROOF: "Only the proof differs, so the answer tells whether it helps.",
    WORDING: "Only the words differ: the answer tells which text wins, not which pain.",
    SEVERAL: "More than one thing differs: the answer tells which text wins, not which pain. "
    "It stays out of what we learn about pains.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one arm is about: pain and proof by id (None: none named), framework by its key."""

    pain: int | None
    framework: str
    proof: int | None
    parts: Mapping[str, Any]


def factor_of(arms: Sequence[Told]) -> str:
    """What differs between the arms, or SAME.

    A pain that one arm names and another does not is no contrast of pains: then several things may
    differ, and nobody can say which. A text without a proof beside one with it is a contrast.
    """
    pains = {arm.pain for arm in arms}
    differ = [
        factor
        for factor, values in (
            (PAIN, pains),
            (FRAMEWORK, {arm.framework for arm in arms}),
            (PROOF, {arm.proof for arm in arms}),
        )
        if len(values) > 1
    ]
    if len(differ) > 1 or (differ == [PAIN] and None in pains):
        return SEVERAL
    if differ:
        return differ[0]
    return WORDING if any(arm.parts != arms[0].parts for arm in arms) else SAME


def note_of(factor: str) -> str:
    """One plain sentence on what such a test can tell."""
    return NOTES.get(factor, "")
