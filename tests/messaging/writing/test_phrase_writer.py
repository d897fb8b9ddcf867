"""What holds for every draft, whatever the brand, stage and channel."""

import itertools
import re

import pytest

from messaging.channels import Parts, all_channels, check_parts, get_channel, measure
from messaging.writing.brief import STAGE_KINDS
from messaging.writing.draft import Draft
from messaging.writing.frameworks import frameworks
from messaging.writing.recognise import Recogniser
from messaging.writing.select import write_drafts
from messaging.writing.slots import Slots, SlotValue
from tests.messaging.writing.cast import BRANDS, document, flat, make_brief

COUNT = 5

BROKEN = re.compile(
    r"\b(\w+) \1\b"  # a word twice
    r"|[^.]\.\.|[?!]\."  # two end marks
    r"|\s[,.;:!?](?!\w)"  # a blank before a mark
    r"|,,|\bI am\b(?=.*\byou\b)"
    r"|(?<!near )\byou (?:am|is|was|has|does)\b"
    r"|\bto to\b|\bnot not\b|…|\.\.\.",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"')
LOWER_START = re.compile(r"^[a-z]|(?<![.\d])[.?!] [a-z]")


def drafts_of(brand: str, pain: int, stage: str, channel: str) -> list[Draft]:
    brief = make_brief(brand, pain=pain, stage=stage, channel=channel)
    return write_drafts(brief, count=COUNT, score=flat)


def texts(parts: Parts) -> list[tuple[str, str]]:
    return [
        (key, text)
        for key, value in parts.items()
        for text in ([value] if isinstance(value, str) else value)
    ]


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("stage", STAGE_KINDS)
def test_it_works(brand: str, stage: str) -> None:
    """On every channel: enough drafts, within limits, whole, in sound sentences."""
    for channel, pain in itertools.product(all_channels().values(), (0, 1)):
        drafts = drafts_of(brand, pain, stage, channel.key)
        assert len(drafts) >= COUNT - 1, (channel.key, pain)
        for draft in drafts:
            assert check_parts(channel, draft.parts) == []
            for key, text in texts(draft.parts):
                assert not BROKEN.search(QUOTED.sub("", text)), text
                if not key.startswith("path"):
                    assert not LOWER_START.search(text), text
                assert not measure(channel.part(key), text).over_truncation, text


@pytest.mark.parametrize("brand", BRANDS)
def test_every_sentence_is_traced(brand: str) -> None:
    for stage, channel in itertools.product(("aware", "deciding", "left"), all_channels()):
        for draft in drafts_of(brand, 0, stage, channel):
            for key, text in texts(draft.parts):
                if key.startswith("path"):
                    continue
                rest = text
                for trace in sorted(draft.trace, key=lambda each: -len(each.sentence)):
                    if trace.part == key:
                        rest = rest.replace(trace.sentence, "")
                assert not rest.strip(), (channel, rest)


def test_no_number_comes_from_nowhere() -> None:
    for brand in BRANDS:
        known = str(document(brand))
        for draft in drafts_of(brand, 0, "deciding", "landing_section"):
            for number in re.findall(r"\d+", draft.text):
                assert number in known


def test_the_offer_is_ruled_out_at_early_stages() -> None:
    for brand, stage, channel in itertools.product(
        BRANDS, ("unaware", "aware"), ("web_hero", "email", "sms", "push")
    ):
        for draft in drafts_of(brand, 0, stage, channel):
            body = {key: value for key, value in draft.parts.items() if key != "body"}
            kinds = {trace.source.kind for trace in draft.trace}
            assert not {"relief", "proof"} & kinds
            assert document(brand).offer.name not in str(body)  # type: ignore[union-attr]


@pytest.mark.parametrize("stage", ["at_risk", "left"])
@pytest.mark.parametrize("channel", ["landing_section", "email", "linkedin_ad"])
def test_what_went_wrong_is_owned_before_anything_is_offered(stage: str, channel: str) -> None:
    """An apology, an acknowledgement or the question what was missed comes before any offer."""
    for brand in BRANDS:
        brief = make_brief(brand, stage=stage, channel=channel)
        recogniser = Recogniser(brief)
        for draft in write_drafts(brief, count=20, score=flat):
            moves = [name.split("/")[0] for name in recogniser.phrasings(draft.parts)]
            owned = [move in ("acknowledge", "apology", "ask") for move in moves]
            offered = [move in ("relief", "mend", "proof") for move in moves]
            if any(offered):
                assert any(owned[: offered.index(True)]), draft.text
            assert any(owned), draft.text


def test_deciding_drafts_bring_proof_or_criteria() -> None:
    drafts = drafts_of("ledgerwise", 0, "deciding", "landing_section")
    kinds = {str(trace.source) for draft in drafts for trace in draft.trace}
    assert any(kind.startswith("proof") for kind in kinds)
    assert any(draft.framework == "objection-first" for draft in drafts) or any(
        "choice_criteria" in kind for kind in kinds
    )


@pytest.mark.parametrize("key", sorted(frameworks()))
def test_each_framework_can_be_asked_for(key: str) -> None:
    stages = frameworks()[key].moves
    stage = "considering" if "considering" in stages else next(iter(stages))
    brief = make_brief("ledgerwise", stage=stage, channel="landing_section")
    drafts = write_drafts(brief, count=3, framework=key, score=flat)
    assert len(drafts) == 3
    assert {draft.framework for draft in drafts} == {key}


def test_frameworks_differ_by_stage() -> None:
    different = [
        framework
        for framework in frameworks().values()
        if len({tuple(moves) for moves in framework.moves.values()}) >= 4
    ]
    assert len(different) >= 8


def test_headlines_of_a_responsive_ad_are_distinct_and_stand_alone() -> None:
    for brand, stage in itertools.product(BRANDS, STAGE_KINDS):
        for draft in drafts_of(brand, 0, stage, "google_rsa"):
            headlines = draft.parts["headlines"]
            assert 3 <= len(headlines) <= 15
            assert len({text.casefold().strip("?.") for text in headlines}) == len(headlines)
            for text in (*headlines, *draft.parts["descriptions"]):
                assert not re.match(
                    r"(And|But|So(?! far)|That|Instead,|Truth|It costs|Which)\b", text
                ), text


def test_ads_on_meta_name_the_situation_rather_than_the_reader() -> None:
    personal = 0
    for brand in BRANDS:
        for draft in drafts_of(brand, 0, "aware", "meta_ad"):
            text = str(draft.parts["primary_text"]).lower()
            personal += bool(re.search(r"\byou (feel|don't feel)\b", text))
    assert personal <= COUNT


@pytest.mark.parametrize(
    "struggle",
    [
        "never know who has paid",
        "not be able to find anything",
        "can't sleep before a launch",
        'hear "not yet" from my boss',
        "be the last to know",
        "choose between work and sleep",
        "explain to my mother-in-law what I do, again",
        "pay €4,000 and wait 12 weeks",
        "chase Åse, Jörg & Co. for answers",
        "wait. And wait. And wait",
        "the usual mess",
    ],
)
def test_any_struggle_reads_soundly(struggle: str) -> None:
    for stage, channel in itertools.product(STAGE_KINDS, ("web_hero", "email")):
        brief = make_brief("harbour", stage=stage, channel=channel, struggle=struggle)
        drafts = write_drafts(brief, count=8, score=flat)
        assert drafts
        for draft in drafts:
            assert not BROKEN.search(QUOTED.sub("", draft.text)), draft.text
            assert not re.search(
                r"\byou (never|not) be\b|\bto can't\b|\bmy\b(?![^\"]*\")", draft.text
            )


def test_a_polish_text_message_still_fits_one_message() -> None:
    brief = make_brief(
        channel="sms",
        struggle="gonić ludzi o paragony",
        cost="dwa wieczory w miesiącu",
        trigger="kończy się miesiąc, a ja czekam",
    )
    for draft in write_drafts(brief, count=8, score=flat):
        body = str(draft.parts["body"])
        assert measure(get_channel("sms").part("body"), body).segments == 1


def test_slot_values_know_their_source() -> None:
    slots = Slots(make_brief())
    assert all(isinstance(value, SlotValue) for value in slots.values("objection"))
    assert [str(value.source) for value in slots.values("objection")] == [
        "persona.0.objections",
        "persona.1.objections",
    ]
