"""What a reader complained of once: sense rather than grammar, one test a complaint."""

import re
from dataclasses import replace

import pytest

from messaging.writing.brief import Brief, FactBrief, QuoteBrief
from messaging.writing.draft import Draft
from messaging.writing.one_time import is_one_time, is_short_noun_phrase
from messaging.writing.phrases import phrasings
from messaging.writing.select import write_drafts
from messaging.writing.slots import Slots
from messaging.writing.topic import fitting_proofs
from tests.messaging.writing.cast import BRANDS, flat, make_brief

BEFORE = ("unaware", "aware", "considering", "deciding")


def drafts(brief: Brief, count: int = 20) -> list[Draft]:
    return write_drafts(brief, count=count, score=flat)


def texts_of_all(brief: Brief) -> str:
    return "\n".join(draft.text for draft in drafts(brief))


@pytest.mark.parametrize("relief", ["let the reminder go out", "have the deposit asked for"])
def test_nothing_lets_the_reader_let(relief: str) -> None:
    brief = make_brief(channel="landing_section")
    brief = replace(brief, offer=replace(brief.offer, reliefs=(FactBrief(relief, "0"),)))
    said = texts_of_all(brief)
    assert relief[4:] in said
    assert not re.search(r"\b(?:lets|helps) you (?:let|have|help)\b", said)


def with_proofs(brief: Brief, *proofs: str) -> Brief:
    facts = tuple(FactBrief(text, str(number)) for number, text in enumerate(proofs))
    return replace(brief, offer=replace(brief.offer, proofs=facts))


def test_the_proof_of_this_pain_comes_before_others() -> None:
    brief = with_proofs(make_brief(), "Used by 310 firms", "9 in 10 receipts in within a day")
    assert [proof.ref for proof in fitting_proofs(brief)] == ["1"]


def test_a_proof_of_something_else_is_left_out_and_a_general_one_stays() -> None:
    brief = make_brief()
    offer = replace(brief.offer, features=("payroll runs", "receipt camera"))
    brief = replace(brief, offer=offer)
    other, general = "Payroll done in 4 minutes", "Used by 310 firms"
    assert [proof.text for proof in fitting_proofs(with_proofs(brief, other, general))] == [general]
    assert fitting_proofs(with_proofs(brief, other)) == ()
    assert "Payroll" not in texts_of_all(with_proofs(brief, other))


MIXED = ("the team gets it in one shift", "works offline", "no contract through the winter")


def test_criteria_of_mixed_shapes_are_never_put_in_a_row() -> None:
    brief = make_brief(stage="deciding", channel="landing_section")
    brief = replace(brief, persona=replace(brief.persona, choice_criteria=MIXED))
    slots = Slots(brief)
    assert slots.values("criteria") == ()
    assert slots.form("criterion", "", 0) == '"The team gets it in one shift."'
    assert "one shift, " not in texts_of_all(brief)


def test_short_noun_phrases_make_a_list() -> None:
    brief = make_brief(stage="deciding")
    criteria = ("price per seat", "works offline", "set-up time")
    slots = Slots(replace(brief, persona=replace(brief.persona, choice_criteria=criteria)))
    assert slots.form("criteria", "") == "price per seat and set-up time"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no contract through the winter", True),
        ("support in school hours", True),
        ("one price", True),
        ("evening hours", True),
        ("waiting it out", False),
        ("works where there is no signal", False),
        ("clients need no account", False),
        ("set up before the next event", False),
        ("nobody has to ask me twice", False),
        ("how fast it is", False),
        ("", False),
    ],
)
def test_what_is_a_short_noun_phrase(text: str, expected: bool) -> None:
    assert is_short_noun_phrase(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the £1,400 booking I turned away in May", True),
        ("the holiday we cancelled last summer", True),
        ("We printed ninety cards", True),
        ("two evenings a week with my family", False),
        ("what I may need", False),
        ("I read it twice", False),
    ],
)
def test_what_happened_once(text: str, expected: bool) -> None:
    assert is_one_time(text) is expected


@pytest.mark.parametrize("stage", [*BEFORE, "at_risk", "left"])
def test_one_persons_loss_is_told_as_somebodys(stage: str) -> None:
    brief = make_brief(
        stage=stage, channel="landing_section", cost="the £1,400 booking I turned away in May"
    )
    said = texts_of_all(brief)
    assert "you turned away" not in said
    for sentence in re.findall(r"[^\n.?!]*1,400[^\n.?!]*", said):
        assert "somebody" in sentence.lower() and "they turned away" in sentence, sentence


def test_one_persons_event_is_told_as_somebodys() -> None:
    brief = make_brief(channel="landing_section", statement="We printed ninety cards in vain.")
    said = texts_of_all(brief)
    assert "You printed" not in said and "you printed" not in said


def test_phrasings_add_no_fact() -> None:
    invented = re.compile(
        r"nobody (?:sees|told|talks|sends)|hasn't told|nearly there|always begins|near you is"
        r"|for a while|people will tell"
    )
    for each in phrasings().values():
        for phrasing in each:
            assert not invented.search(phrasing.text.lower()), phrasing.text


def test_myths_are_beliefs_not_workarounds() -> None:
    assert not any("workaround" in phrasing.slots for phrasing in phrasings()["myth"])


def test_they_and_who_else_have_somebody_to_refer_to() -> None:
    for each in phrasings().values():
        for phrasing in each:
            assert not re.match(r"They\b|Tell them\b|Send them\b", phrasing.text), phrasing.text
            assert "Who else should" not in phrasing.text


@pytest.mark.parametrize("brand", BRANDS)
def test_headlines_of_a_responsive_ad_vary(brand: str) -> None:
    brief = make_brief(brand, channel="google_rsa")
    found = [draft.parts["headlines"] for draft in drafts(brief, 10)]
    assert len({tuple(headlines) for headlines in found}) >= min(8, len(found))
    for headlines in found:
        assert sum(text.startswith("Instead of ") for text in headlines) <= 1
        assert sum(text.startswith(("Feeling ", "It makes sense")) for text in headlines) <= 1


def test_no_sentence_is_said_twice_in_a_letter() -> None:
    for stage in ("considering", "at_risk", "left"):
        for draft in drafts(make_brief(channel="email", stage=stage)):
            told = {each.sentence for each in draft.trace if each.part == "preheader"}
            again = {each.sentence for each in draft.trace if each.part == "body"}
            assert {each for each in told & again if "You " in each} == set()


@pytest.mark.parametrize("channel", ["email", "google_rsa", "landing_section"])
def test_a_draft_holds_to_one_objection(channel: str) -> None:
    brief = make_brief(stage="deciding", channel=channel)
    objections = ("We are too small.", "It costs too much.", "We tried one.")
    brief = replace(brief, persona=replace(brief.persona, objections=objections))
    named = 0
    for draft in drafts(brief):
        said = [each for each in objections if each in draft.text]
        assert len(said) <= 1, draft.text
        named += len(said)
    assert named


def test_no_draft_ends_on_a_doubt() -> None:
    for draft in drafts(make_brief(channel="linkedin_ad")):
        for objection in make_brief().persona.objections:
            assert objection not in str(draft.parts.get("description"))


def test_nobody_came_here_to_know() -> None:
    stilted = re.compile(r"You came (?:here|to us)? ?\{outcome|one job|At last, \{outcome")
    for each in phrasings().values():
        for phrasing in each:
            assert not stilted.search(phrasing.text), phrasing.text
    said = texts_of_all(make_brief(stage="at_risk", channel="email"))
    assert "You came for this: to " in said


def test_features_are_for_lists_and_about_the_pain() -> None:
    brief = make_brief(channel="google_rsa")
    brief = replace(
        brief,
        offer=replace(brief.offer, features=("receipt inbox", "payroll runs")),
        quotes=(QuoteBrief("fine", may_quote=False),),
    )
    said = texts_of_all(brief)
    assert "Receipt inbox" in said
    assert "ayroll" not in said
    assert "Receipt inbox" not in texts_of_all(replace(brief, channel=make_brief().channel))


def test_a_proof_of_the_problem_itself_counts_whatever_feature_it_names() -> None:
    brief = make_brief()
    offer = replace(brief.offer, what_it_is="a helping hand", features=("video calls",))
    brief = replace(brief, offer=offer)
    proof = "7 of 10 receipts settled in 40 calls"
    assert [each.text for each in fitting_proofs(with_proofs(brief, proof))] == [proof]
