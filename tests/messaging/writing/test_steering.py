"""More like this, something different, shorter: and one factor at a time."""

from dataclasses import replace

import pytest

from messaging.channels import all_channels, check_parts, texts_of
from messaging.writing import gates
from messaging.writing.brief import FactBrief
from messaging.writing.frameworks import layout_of
from messaging.writing.one_factor import change_one
from messaging.writing.recognise import Recogniser
from messaging.writing.select import UnknownFrameworkError, write_drafts
from messaging.writing.steering import likeness
from tests.messaging.writing.cast import flat, make_brief

CHANNELS = ("web_hero", "landing_section", "email", "meta_ad", "google_rsa", "sms")


@pytest.mark.parametrize("channel", CHANNELS)
def test_more_like_this_keeps_framework_and_opening(channel: str) -> None:
    brief = make_brief(channel=channel)
    given = write_drafts(brief, count=3, score=flat)[2]
    more = write_drafts(brief, count=6, score=flat, like=given)
    assert len(more) == 6
    assert {draft.framework for draft in more} == {given.framework}
    if channel != "google_rsa":
        assert sum(draft.opening == given.opening for draft in more) >= 3
    assert given.text not in {draft.text for draft in more}
    assert more == write_drafts(brief, count=6, score=flat, like=given)


def test_more_like_a_copy_alone_begins_as_it_does() -> None:
    brief = make_brief(channel="landing_section")
    given = write_drafts(brief, count=1, score=flat)[0]
    more = write_drafts(brief, count=5, score=flat, like=given.parts)
    assert sum(draft.opening == given.opening for draft in more) >= 3


@pytest.mark.parametrize("channel", CHANNELS)
def test_something_different_is_unlike_all_that_were_given(channel: str) -> None:
    brief = make_brief(channel=channel)
    given = write_drafts(brief, count=3, score=flat)
    others = write_drafts(brief, count=6, score=flat, unlike=given)
    assert len(others) >= 4
    assert not {draft.framework for draft in others} & {draft.framework for draft in given}
    for draft in others:
        assert all(likeness(draft.parts, each.parts) <= 0.35 for each in given)


@pytest.mark.parametrize("channel", sorted(all_channels()))
def test_shorter_is_shorter_and_still_fits(channel: str) -> None:
    brief = make_brief(channel=channel)
    drafts = write_drafts(brief, count=8, score=flat)
    given = max(drafts, key=lambda draft: len(draft.text))
    shorter = write_drafts(brief, count=4, score=flat, shorter_than=given)
    assert shorter
    for draft in shorter:
        assert sum(map(len, texts_of(draft.parts))) < sum(map(len, texts_of(given.parts)))
        assert check_parts(brief.channel, draft.parts) == []


def test_wishes_combine_and_frameworks_can_be_left_out() -> None:
    brief = make_brief(channel="landing_section")
    given = write_drafts(brief, count=1, score=flat)[0]
    both = write_drafts(brief, count=3, score=flat, like=given, shorter_than=given)
    assert {draft.framework for draft in both} == {given.framework}
    assert all(len(draft.text) < len(given.text) for draft in both)
    rest = write_drafts(brief, count=9, score=flat, avoid_frameworks=[given.framework])
    assert given.framework not in {draft.framework for draft in rest}
    with pytest.raises(UnknownFrameworkError):
        write_drafts(brief, count=1, avoid_frameworks=["sonnet"])


@pytest.mark.parametrize("channel", CHANNELS)
def test_another_pain_in_the_same_words(channel: str) -> None:
    brief, other = make_brief(channel=channel), make_brief(channel=channel, pain=1)
    for given in write_drafts(brief, count=5, score=flat):
        for draft in change_one(brief, given, "pain", other=other):
            assert draft.framework == given.framework
            assert gates.first_fault(draft.parts, other) is None
            old = Recogniser(brief).phrasings(given.parts)
            new = Recogniser(other).phrasings(draft.parts)
            assert len(set(old) & set(new)) >= len(set(old)) / 3
    with pytest.raises(ValueError, match="other"):
        change_one(brief, given, "pain")


def test_another_pain_changes_most_drafts_of_a_page() -> None:
    brief = make_brief(channel="landing_section")
    other = make_brief(channel="landing_section", pain=1)
    drafts = write_drafts(brief, count=10, score=flat)
    assert sum(bool(change_one(brief, each, "pain", other=other)) for each in drafts) >= 8


@pytest.mark.parametrize("channel", CHANNELS)
def test_another_framework_for_the_same_pain(channel: str) -> None:
    brief = make_brief(channel=channel)
    given = write_drafts(brief, count=1, score=flat)[0]
    others = change_one(brief, given, "framework")
    assert len(others) >= 5
    keys = [draft.framework for draft in others]
    assert given.framework not in keys and len(set(keys)) == len(keys)
    assert others == change_one(brief, given, "framework")


def test_another_proof_and_not_a_word_else() -> None:
    brief = make_brief(stage="deciding", channel="landing_section")
    facts = ("9 in 10 receipts in within a day", "310 firms have their receipts in on time")
    proofs = tuple(FactBrief(text, str(number)) for number, text in enumerate(facts))
    brief = replace(brief, offer=replace(brief.offer, proofs=proofs))
    tried = 0
    for given in write_drafts(brief, count=12, score=flat):
        named = [fact for fact in facts if fact in given.text]
        changed = change_one(brief, given, "proof")
        if len(named) != 1:
            continue
        tried += 1
        (draft,) = changed
        (new,) = set(facts) - set(named)
        assert draft.text == given.text.replace(named[0], new)
        assert any(str(trace.source) == f"proof.{facts.index(new)}" for trace in draft.trace)
    assert tried


def test_no_other_proof_no_draft() -> None:
    brief = make_brief(channel="push", stage="unaware")
    given = write_drafts(brief, count=1, score=flat)[0]
    assert change_one(brief, given, "proof") == []


@pytest.mark.parametrize("channel", sorted(all_channels()))
def test_a_fresh_draft_is_recognised_to_the_last_word(channel: str) -> None:
    brief = make_brief(channel=channel)
    paths = {part.part for part in layout_of(channel).parts if part.role == "path"}
    recogniser = Recogniser(brief)
    for draft in write_drafts(brief, count=5, score=flat):
        for key, value in draft.parts.items():
            for text in [value] if isinstance(value, str) else value:
                if key not in paths:
                    assert all(piece.candidates for piece in recogniser.pieces(text)), text
