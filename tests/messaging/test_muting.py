"""Muted remarks are gone everywhere, cost nothing, and can be had back."""

import pytest

from messaging.lens import read
from messaging.models import MutedFinding
from messaging.muting import mute, unmute
from messaging.writing.compose_brief import brief_of_pain, muted_of
from tests import make
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
TEXT = "A world-class start to onboarding, and a world-class end to it."


def rules(text: str, cast: Cast) -> set[str]:
    pain = make.make_pain(cast.workspace)
    return {each.rule for each in read(text, brief_of_pain(access=cast.access, pain=pain)).findings}


def test_it_works(cast: Cast) -> None:
    assert {"hype", "jargon"} <= rules(TEXT, cast)
    row = mute(access=cast.access, rule="hype", words="World-Class", reason="It is our name.")
    assert (row.words, row.reason, row.made_by) == ("world class", "It is our name.", cast.owner)
    assert "hype" not in rules(TEXT, cast)
    assert "jargon" in rules(TEXT, cast)


def test_what_is_muted_costs_nothing(cast: Cast) -> None:
    before = read(TEXT).components["concrete"]
    mute(access=cast.access, rule="hype", words="world-class")
    after = read(TEXT, muted=muted_of(cast.access)).components["concrete"]
    assert (after or 0) == (before or 0) + 30


def test_only_those_words_are_muted(cast: Cast) -> None:
    mute(access=cast.access, rule="hype", words="world-class")
    assert "hype" in rules("A revolutionary start.", cast)


def test_a_whole_rule_can_be_muted(cast: Cast) -> None:
    mute(access=cast.access, rule="hype")
    assert "hype" not in rules("A revolutionary, world-class start.", cast)


def test_another_workspace_is_told_all_the_same(cast: Cast) -> None:
    mute(access=cast.access, rule="hype")
    assert muted_of(cast.other) == ()


def test_twice_is_once_and_undone_it_is_back(cast: Cast) -> None:
    first = mute(access=cast.access, rule="hype", words="world-class")
    assert mute(access=cast.access, rule="hype", words="WORLD class").pk == first.pk
    unmute(access=cast.access, row=first)
    assert not MutedFinding.objects.for_workspace(cast.workspace).exists()
    assert "hype" in rules(TEXT, cast)


def test_a_rule_there_is_not_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="no rule"):
        mute(access=cast.access, rule="politeness")
