"""Two people's changes of one draft, joined part by part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.merge import joined, merge_parts

BASE = {"headline": "H", "body": "B"}
PARTS = st.dictionaries(
    st.sampled_from(["headline", "body", "headlines"]),
    st.one_of(
        st.text(min_size=1, max_size=5), st.lists(st.text(min_size=1, max_size=3), min_size=1)
    ),
)


@pytest.mark.parametrize(
    ("mine", "theirs", "whose", "says"),
    [
        ({"headline": "M", "body": "B"}, {"headline": "H", "body": "T"}, "mine theirs", "M T"),
        ({"headline": "M", "body": "B"}, {"headline": "T", "body": "B"}, "conflict both", "M B"),
        ({"headline": "M", "body": "B"}, {"headline": "M", "body": "B"}, "both both", "M B"),
        ({"headline": "H", "body": "B"}, {"headline": "T", "body": "T"}, "theirs theirs", "T T"),
    ],
)
def test_it_works(mine: dict[str, str], theirs: dict[str, str], whose: str, says: str) -> None:
    merged = merge_parts(BASE, dict(mine), dict(theirs))
    assert [each.whose for each in merged] == whose.split()
    assert list(joined(merged).values()) == says.split()


def test_without_a_base_all_that_differs_is_for_a_person() -> None:
    merged = merge_parts(None, {"headline": "M", "body": "B"}, {"headline": "T", "body": "B"})
    assert [each.whose for each in merged] == ["conflict", "both"]


def test_a_part_taken_out_by_one_stays_out() -> None:
    merged = merge_parts(BASE, {"headline": "H"}, {"headline": "T", "body": "B"})
    assert joined(merged) == {"headline": "T"}


@given(base=PARTS, theirs=PARTS)
def test_who_changed_nothing_gets_the_others_words(base: dict, theirs: dict) -> None:  # type: ignore[type-arg]
    assert joined(merge_parts(base, dict(base), theirs)) == theirs


@given(base=PARTS, mine=PARTS, theirs=PARTS)
def test_only_a_conflict_hides_words(base: dict, mine: dict, theirs: dict) -> None:  # type: ignore[type-arg]
    for each in merge_parts(base, mine, theirs):
        if each.whose != "conflict":
            assert each.value in (each.mine, each.theirs)
            changed_by_me = each.mine != (base.get(each.key) or "")
            changed_by_them = each.theirs != (base.get(each.key) or "")
            assert not (changed_by_me and each.value != each.mine)
            assert not (changed_by_them and each.value != each.theirs)
