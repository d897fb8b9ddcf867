"""Fifty drafts of one brief do not read alike; tones, situations and lists are right."""

import itertools
import re
from dataclasses import replace
from statistics import mean

import pytest

from bench.variety import variety_of
from messaging.channels import Parts, all_channels, texts_of
from messaging.writing.brief import STAGE_KINDS, Brief
from messaging.writing.candidates import READER
from messaging.writing.draft import Draft
from messaging.writing.recognise import Recogniser
from messaging.writing.select import write_drafts
from messaging.writing.stems import stems
from messaging.writing.tones import full_forms
from tests.messaging.writing.cast import BRANDS, flat, make_brief

TALKS = ("landing_section", "web_hero", "email", "linkedin_ad", "x_post", "sms", "sales_line")
SHORT_FORM = re.compile(r"\b\w+['’](?:t|re|ve|ll|d|m)\b|\b(?:it|that|let)['’]s\b")
OF_READER = re.compile(r"(?i)\byour\b|\byou(?:'re|'ve|'d)\b|(?:^|\b(?:and|when|if|that|but) )you\b")
SEARCH = ("google_rsa", "microsoft_rsa")


def drafts(brief: Brief, count: int) -> list[Draft]:
    return write_drafts(brief, count=count, score=flat)


@pytest.mark.parametrize("stage", STAGE_KINDS)
def test_it_works(stage: str) -> None:
    """Fifty drafts of one brief: many openings, few refrains, little wording in common."""
    found = [
        variety_of([each.parts for each in drafts(make_brief(stage=stage, channel=channel), 50)])
        for channel in TALKS
    ]
    assert min(each.drafts for each in found) >= 45
    assert mean(each.openings for each in found) >= 0.35
    assert mean(each.likeness for each in found) <= 0.25
    assert mean(each.repeated for each in found) <= 0.55


def test_every_channel_gives_as_many_drafts_as_a_person_reads() -> None:
    for stage, channel in itertools.product(STAGE_KINDS, all_channels()):
        assert len(drafts(make_brief(stage=stage, channel=channel), 30)) == 30, (stage, channel)


def test_refrains_are_counted() -> None:
    same: list[Parts] = [{"headline": "One thing.", "body": "It is said. And said again."}] * 4
    alike = variety_of(same)
    assert (alike.openings, alike.likeness, alike.repeated) == (0.25, 1.0, 1.0)
    other: list[Parts] = [{"headline": "Quite another matter here."}, {"headline": "One thing."}]
    assert variety_of(other).likeness == 0.0
    assert variety_of(other).openings == 1.0


# -- tone ------------------------------------------------------------------------------------


def in_tone(tone: str, stage: str = "considering") -> Brief:
    brief = make_brief(stage=stage, channel="landing_section")
    return replace(brief, voice=replace(brief.voice, tone=tone))


def said(brief: Brief) -> set[str]:
    recogniser = Recogniser(brief)
    return {name for each in drafts(brief, 20) for name in recogniser.phrasings(each.parts)}


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.combinations(["warm", "dry", "plain", "playful"], 2))
)
def test_two_tones_of_one_brief_say_it_differently(one: str, other: str) -> None:
    first, second = (
        {sentence.sentence for each in drafts(in_tone(tone), 20) for sentence in each.trace}
        for tone in (one, other)
    )
    assert len(first & second) / min(len(first), len(second)) <= 0.6


@pytest.mark.parametrize("tone", ["warm", "dry", "plain", "formal", "playful"])
def test_a_tone_marks_most_drafts(tone: str) -> None:
    brief = in_tone(tone)
    recogniser = Recogniser(brief)
    neutral = in_tone("")
    known = {
        name for each in drafts(neutral, 50) for name in Recogniser(neutral).phrasings(each.parts)
    }
    marked = [
        any(
            candidate.toned
            for text in texts_of(each.parts)
            for piece in recogniser.pieces(text)
            for candidate in piece.candidates
        )
        for each in drafts(brief, 30)
    ]
    assert sum(marked) >= 20
    assert said(brief) - known


def test_a_formal_voice_has_no_contractions() -> None:
    for stage in STAGE_KINDS:
        for each in drafts(in_tone("formal, precise", stage), 20):
            own = re.sub(r'"[^"]*"|you\'re still missing half the receipts', "", each.text)
            assert not re.search(r"\b\w+['’](?:t|re|ve|ll|d|m)\b|\b(?:it|that|let)['’]s\b", own), (
                own
            )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can't, and we won't.", "You cannot, and we will not."),
        ("It isn't what you're after.", "It is not what you are after."),
        ("That's why we'd like it.", "That is why we would like it."),
        ("Let's see what's missing.", "Let us see what is missing."),
        ("The customer's own words", "The customer's own words"),
    ],
)
def test_full_forms(text: str, expected: str) -> None:
    assert full_forms(text) == expected


# -- the situation, not the reader -----------------------------------------------------------


@pytest.mark.parametrize("brand", BRANDS)
def test_an_ad_on_meta_says_nothing_of_the_reader(brand: str) -> None:
    """No sentence about the pain or the outcome has "you" as its subject or "your" in it."""
    for stage in STAGE_KINDS:
        brief = make_brief(brand, stage=stage, channel="meta_ad")
        every = write_drafts(brief, count=20, score=flat, all_=True)
        assert len([each for each in every if each.rejected is None]) >= 12, stage
        for draft in every:
            assert not (draft.rejected or "").startswith("policy"), draft
            for trace in draft.trace:
                if trace.source.kind == "pain":
                    outside = re.sub(r'"[^"]*"', "", trace.sentence)
                    assert not OF_READER.search(outside), trace.sentence


def test_fifty_ads_on_meta_are_various() -> None:
    found = variety_of([each.parts for each in drafts(make_brief(channel="meta_ad"), 50)])
    assert found.drafts == 50
    assert found.openings >= 0.4 and found.likeness <= 0.3


def test_what_speaks_of_the_reader_is_told_from_what_does_not() -> None:
    assert READER.search("When your baby wakes") and not READER.search("When the baby wakes")


# -- lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", SEARCH)
@pytest.mark.parametrize("brand", BRANDS)
def test_any_two_headlines_of_a_search_ad_can_stand_together(brand: str, channel: str) -> None:
    for stage in STAGE_KINDS:
        brief = make_brief(brand, stage=stage, channel=channel)
        name = stems(brief.offer.name)
        for draft in drafts(brief, 5):
            headlines = draft.parts["headlines"]
            assert 8 <= len(headlines) <= 15, (stage, headlines)
            assert len(draft.parts["descriptions"]) >= 3
            for text in headlines:
                assert not re.match(r"(?:And|So|But|It|Then|That|Which|Instead,)\b", text), text
            for one, other in itertools.combinations(headlines, 2):
                assert len((stems(one) & stems(other)) - name) < 2, (one, other)


def test_a_search_ad_speaks_of_problem_outcome_offer_and_proof() -> None:
    subjects = {
        "problem": ("statement", "struggle", "moment", "cost", "feeling", "question", "workaround"),
        "outcome": ("outcome", "want", "why"),
        "offer": ("relief", "feature", "offer"),
        "proof": ("proof", "criteria", "quote"),
    }
    for brand in BRANDS:
        brief = make_brief(brand, stage="deciding", channel="google_rsa")
        recogniser = Recogniser(brief)
        for draft in drafts(brief, 5):
            moves = {
                name.split("/")[0]
                for text in draft.parts["headlines"]
                for name in recogniser.phrasings({"headlines": [text]})
            }
            for subject, able in subjects.items():
                assert moves & {*able, f"aside_{subject}"}, (subject, draft.parts)
