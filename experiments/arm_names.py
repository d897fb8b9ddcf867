"""What the sentence of a verdict calls the arms: their pain where that tells them apart."""

from collections.abc import Sequence

from experiments.models import Arm

LONGEST_NAME = 60


def arm_names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """A name for each arm, in quotation marks: its pain, else its first words, else its key.

    ``arms`` come with their variants and pains. All arms are named in the same way.
    """
    pains = [arm.variant.pain.title if arm.variant.pain else "" for arm in arms]
    words = [next((text for _, text in arm.variant.sentences()), "") for arm in arms]
    for names in (pains, words):
        if all(names) and len(set(names)) == len(arms):
            return tuple(f"“{_short(name)}”" for name in names)
    return tuple(arm.variant.key for arm in arms)


def _short(name: str) -> str:
    name = " ".join(name.split()).strip('"“”')
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
