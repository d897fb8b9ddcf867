"""German drafts: two frameworks, every stage, every channel, both ways of address."""

import re
from dataclasses import replace

import pytest

from messaging.channels import all_channels, texts_of
from messaging.writing.able import frameworks_in, not_yet, why_not_written
from messaging.writing.brief import STAGE_KINDS
from messaging.writing.languages import language_of
from messaging.writing.languages.german import embed, quote, stems
from messaging.writing.phrases import FOLDER, check_phrases
from messaging.writing.select import missing, write_drafts
from messaging.writing.slots import Slots
from tests.messaging.writing.cast import make_brief

TWO = {"problem-agitate-solve", "before-after-bridge"}
GERMAN = ("belegwerk", "zahnlinde")
FIRST = re.compile(r"(?i)\b(?:ich|mich|mir|mein\w*)\b")
SPEECH = re.compile("„[^“]*“")


@pytest.mark.parametrize("channel", list(all_channels()))
@pytest.mark.parametrize("brand", GERMAN)
def test_it_works(brand: str, channel: str) -> None:
    """Every stage has drafts in both frameworks, said to the reader and free of English."""
    for stage in STAGE_KINDS:
        drafts = write_drafts(make_brief(brand, stage=stage, channel=channel), count=6)
        assert {draft.framework for draft in drafts} == TWO, stage
        for draft in drafts:
            assert draft.rejected is None
            assert draft.score is None
            for text in texts_of(draft.parts):
                plain = SPEECH.sub("", text)
                assert not FIRST.search(plain), text
                assert not re.search(r"\b(?:the|you|your|and)\b", plain), text
                assert "  " not in text
                assert not re.search(r"[?!.]\.|(?<!\{)\{\w", plain), text


def test_the_tone_decides_between_du_and_sie() -> None:
    informal = " ".join(draft.text for draft in write_drafts(make_brief("belegwerk"), count=12))
    formal = " ".join(draft.text for draft in write_drafts(make_brief("zahnlinde"), count=12))
    assert re.search(r"\b(?:du|dich|dir|dein\w*)\b", informal)
    assert not re.search(r"(?<![.!?] )(?<!^)\b(?:Sie|Ihnen|Ihr)\b", informal)
    assert re.search(r"\b(?:Sie|Ihnen|Ihr)\b", formal)
    assert not re.search(r"\b(?:du|dich|dir|dein\w*)\b", formal)


def test_a_phrase_that_cannot_be_turned_for_sure_is_left_out() -> None:
    slots = Slots(make_brief("zahnlinde", pain=1))
    assert slots.form("struggle", "du") == "dich jedes Mal rechtfertigen"
    assert slots.form("struggle", "Sie") is None
    assert slots.form("why", "Sie") == "Ihr Leben zurückhaben"
    assert slots.form("trigger", "du") is None


def test_what_is_denied_never_follows_you_have_to() -> None:
    slots = Slots(make_brief("belegwerk", pain=1))
    assert slots.form("struggle", "do_du") is None
    assert slots.form("struggle", "du") == "nie wissen, wer schon bezahlt hat"


def test_facts_in_another_language_are_left_out() -> None:
    slots = Slots(make_brief("belegwerk"))
    assert [value.text[:11] for value in slots.values("proof")] == ["310 Betrieb"]
    slots = Slots(make_brief("belegwerk", stage="deciding"))
    assert slots.values("question") == ()


def test_gates_still_hold() -> None:
    brief = make_brief("belegwerk", cost="drei Abende")
    drafts = write_drafts(brief, count=10, all_=True)
    assert all("1.200" not in draft.text for draft in drafts)
    banned = replace(brief, voice=replace(brief.voice, banned_words=("Quittung",)))
    assert any(
        (draft.rejected or "").startswith("banned")
        for draft in write_drafts(banned, count=4, all_=True)
    )


def test_what_cannot_be_written_is_said_plainly() -> None:
    told_in_english = make_brief("ledgerwise", language="de")
    assert "told in English" in why_not_written(told_in_english)
    assert "Tell the pain in German" in why_not_written(told_in_english)
    french = make_brief("ledgerwise", language="fr")
    assert "cannot write French yet" in why_not_written(french)
    for brief in (told_in_english, french):
        assert write_drafts(brief, count=3, all_=True) == []
        assert missing(brief) == []
    german = make_brief("belegwerk")
    assert why_not_written(german) == ""
    assert "Problem, agitate, solve" in why_not_written(german, "checklist")
    assert "Problem, agitate, solve" in not_yet(german)
    assert not_yet(make_brief("ledgerwise")) == ""
    assert why_not_written(make_brief("belegwerk", language="de-CH")) == ""


def test_the_phrases_are_sound() -> None:
    assert check_phrases(FOLDER / "de") == []
    assert frameworks_in("de") == TWO
    assert language_of("de-AT") is language_of("de")


def test_small_matters() -> None:
    assert quote('Er sagt "nein" zu mir') == "„Er sagt ‚nein‘ zu mir“"
    assert embed("Der Monat endet.") == "der Monat endet"
    assert embed("Belege suchen") == "Belege suchen"
    assert stems("Belegen hinterherlaufen") & stems("den Beleg suchen")
