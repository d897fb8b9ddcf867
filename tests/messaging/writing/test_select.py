"""Which drafts are offered, and in which order."""

from dataclasses import replace

import pytest

from messaging.channels import all_channels, get_channel
from messaging.writing.brief import Brief
from messaging.writing.brief_from_document import brief_from_document
from messaging.writing.select import UnknownFrameworkError, missing, write_drafts
from tests.messaging.writing.cast import document, flat, make_brief


def test_it_works() -> None:
    drafts = write_drafts(make_brief(), count=20)
    assert len(drafts) == 20
    assert all(0 < draft.score <= 100 for draft in drafts)
    assert all(draft.rejected is None for draft in drafts)
    assert len({draft.text for draft in drafts}) == 20


def test_the_same_brief_and_seed_give_the_same_drafts() -> None:
    once = write_drafts(make_brief(seed=5), count=12, score=flat)
    again = write_drafts(make_brief(seed=5), count=12, score=flat)
    other = write_drafts(make_brief(seed=6), count=12, score=flat)
    assert once == again
    assert once != other


def test_twenty_drafts_do_not_read_alike() -> None:
    drafts = write_drafts(make_brief(channel="landing_section"), count=20, score=flat)
    assert len({draft.framework for draft in drafts}) >= 8
    assert len({draft.parts["headline"] for draft in drafts}) >= 15
    assert len({draft.parts["body"] for draft in drafts}) >= 19


def test_a_better_score_comes_first() -> None:
    def likes_questions(text: str, brief: Brief) -> float:
        return 100.0 if "?" in text.split("\n")[0] else 0.0

    first = write_drafts(make_brief(), count=10, score=likes_questions)[0]
    assert str(first.parts["headline"]).endswith("?")


def test_rejected_drafts_come_with_their_reason_on_request() -> None:
    brief = make_brief()
    banned = replace(brief, voice=replace(brief.voice, banned_words=("receipts",)))
    assert all("receipts" not in draft.text for draft in write_drafts(banned, count=5, score=flat))
    rejected = [
        draft for draft in write_drafts(banned, count=5, all_=True, score=flat) if draft.rejected
    ]
    assert rejected
    assert all(
        str(draft.rejected).startswith("banned word: the brand never says 'receipts'")
        for draft in rejected
    )


def test_a_draft_like_a_live_text_is_not_offered() -> None:
    live = write_drafts(make_brief(), count=1, score=flat)[0]
    brief = replace(make_brief(), avoid_texts=(live.text,))
    assert live.text not in {draft.text for draft in write_drafts(brief, count=20, score=flat)}


def test_an_unknown_framework_names_those_there_are() -> None:
    with pytest.raises(UnknownFrameworkError, match="problem-agitate-solve"):
        write_drafts(make_brief(), count=1, framework="sonnet")


def test_none_asked_for_none_written() -> None:
    assert write_drafts(make_brief(), count=0, score=flat) == []


@pytest.mark.parametrize("pain", [0, 1, 2])
@pytest.mark.parametrize("channel", sorted(all_channels()))
def test_a_thin_brief_never_fails(pain: int, channel: str) -> None:
    thin = document("thin")
    for stage in ("unaware", "deciding", "left"):
        brief = brief_from_document(thin, pain=pain, stage=stage, channel=get_channel(channel))
        for draft in write_drafts(brief, count=3, score=flat):
            assert "{" not in draft.text.replace("{{first_name|there}}", "")


def test_what_is_missing_is_said_with_what_it_would_unlock() -> None:
    brief = brief_from_document(
        document("thin"), pain=1, stage="considering", channel=get_channel("web_hero")
    )
    fields = {each.field: each.unlocks for each in missing(brief)}
    assert "pain.struggle" not in fields
    assert "pain.trigger" in fields
    assert "job stories" in fields["pain.trigger"]
    assert "offer.reliefs" in fields
    assert missing(make_brief()) == []


def test_a_misshapen_slot_counts_as_missing() -> None:
    fields = {each.field for each in missing(make_brief(trigger="month end"))}
    assert fields == {"pain.trigger"}


def test_a_framework_needs_its_slots() -> None:
    brief = make_brief(pain=1)
    assert write_drafts(brief, count=3, framework="quote-led", score=flat) == []
