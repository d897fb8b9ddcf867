"""What the sentence of a verdict calls the arms."""

from experiments.arm_names import arm_names
from experiments.models import Arm
from tests import make
from tests.conftest import Cast


def arms_of(cast: Cast, *titles: str | None) -> list[Arm]:
    """The arms of a new experiment, each speaking to the pain of that title."""
    experiment = make.make_experiment(make.make_message(cast.workspace))
    persona = make.make_persona(cast.workspace)
    arms = list(experiment.arms.select_related("variant__pain"))
    for arm, title in zip(arms, titles, strict=True):
        arm.variant.pain = title and make.make_pain(cast.workspace, persona, title=title)
    return arms


def test_it_works(cast: Cast) -> None:
    arms = arms_of(cast, "Headcounts", "Midnight quotes")
    assert arm_names(arms) == ("“Headcounts”", "“Midnight quotes”")


def test_without_pains_the_first_words_tell_them_apart(cast: Cast) -> None:
    names = arm_names(arms_of(cast, None, None))
    assert names == ("“Sundays are not for receipts”", "“Books done by the third”")


def test_the_same_words_leave_only_the_key(cast: Cast) -> None:
    arms = arms_of(cast, None, None)
    arms[1].variant.parts = arms[0].variant.parts
    assert arm_names(arms) == tuple(arm.variant.key for arm in arms)


def test_long_words_are_shortened(cast: Cast) -> None:
    arms = arms_of(cast, "a", "b" * 90)
    assert len(arm_names(arms)[1]) == 62
