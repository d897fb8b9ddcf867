"""The phrase files, and the check a copywriter's new file goes through."""

from pathlib import Path

import pytest

from messaging.writing.brief import STAGE_KINDS
from messaging.writing.frameworks import frameworks
from messaging.writing.phrases import (
    FOLDER,
    PhraseError,
    check_phrases,
    load_phrasings,
    phrasings,
    phrasings_for,
)
from personas.grammar.word_lists import words


def test_it_works() -> None:
    """Every phrase file we ship is sound."""
    assert check_phrases(FOLDER / "en") == []


def test_the_moves_of_a_framework_can_be_made_at_its_stage() -> None:
    """All but the outcome, which is not promised to those who are unaware."""
    for framework in frameworks().values():
        for stage, moves in framework.moves.items():
            known = phrasings_for("en", stage)
            silent = [move for move in moves if not known.get(move)]
            assert silent == ["outcome"] * (stage == "unaware" and "outcome" in moves), (
                framework.key,
                stage,
            )


def test_our_own_words_claim_nothing() -> None:
    for move, each in phrasings("en").items():
        for phrasing in each:
            own = phrasing.text.lower().replace("{", " {").split()
            assert not words("claim_words") & {word.strip(".,:;?!") for word in own}, move


def test_every_stage_has_a_button_and_lines_for_lists() -> None:
    for stage in STAGE_KINDS:
        found = phrasings_for("en", stage)
        assert len(found["button"]) >= 3
        assert sum(each.form == "line" for each in found["aside"]) >= 3
        assert sum(each.form == "sentence" for each in found["aside"]) >= 2


def test_early_stages_neither_ask_nor_name_the_offer() -> None:
    for stage in ("unaware", "aware"):
        for move, each in phrasings_for("en", stage).items():
            if move in ("button", "signoff", "greeting"):
                continue
            for phrasing in each:
                assert move != "next"
                assert not {"offer", "what", "relief", "proof"} & phrasing.slots, phrasing.text


def test_each_stage_says_something_of_its_own() -> None:
    """Stage changes what is said: no two stage groups share their phrasings of the problem."""
    groups = [
        {each.text for each in phrasings_for("en", stage)["struggle"]}
        for stage in ("considering", "using", "at_risk", "left", "advocate")
    ]
    for index, one in enumerate(groups):
        for other in groups[index + 1 :]:
            assert len(one & other) <= 2


@pytest.mark.parametrize(
    ("group", "fault"),
    [
        ('short = ["Ready {strugle:you}?"]', "there is no slot 'strugle'"),
        ('short = ["Ready {struggle:ing}?"]', "struggle has no turning 'ing'"),
        ('short = ["Ready {struggle:you"]', "a brace is left over"),
        ('short = ["Wait for it..."]', "nothing ends in an ellipsis"),
        ('short = ["Save 20 minutes"]', "a number needs a source"),
        ('short = ["Two  blanks"]', "a blank too many"),
        ('short = ["{quote}."]', "a quoted slot brings its own end mark"),
        ('short = ["One sentence."]', "a line of one sentence has no full stop"),
        (f'short = ["{"long " * 10}"]', "not short"),
        ('short = ["Same", "Same"]', "is there twice"),
        ('short = ["A"]\nafter = ["dance"]', "'dance' is no move"),
        ('short = ["A"]\ntones = ["angry"]', "'angry' is no tone"),
        ('short = ["A"]\ncolour = "red"', "there is no key 'colour'"),
        ("", "has no phrasing"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, group: str, fault: str) -> None:
    text = f'about = "A test."\n[[group]]\nstages = ["any"]\nform = "line"\n{group}\n'
    (tmp_path / "test.toml").write_text(text, "utf-8")
    assert any(fault in each for each in check_phrases(tmp_path))
    with pytest.raises(PhraseError):
        load_phrasings(tmp_path)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("about = ", "is no TOML"),
        ('[[group]]\nstages = ["any"]\nform = "line"\nshort = ["A"]', "holds about"),
        ('about = "A"\n[[group]]\nstages = ["soon"]\nform = "line"\nshort = ["A"]', "is no stage"),
        ('about = "A"\n[[group]]\nform = "line"\nshort = ["A"]', "names no stage"),
        ('about = "A"\n[[group]]\nstages = ["any"]\nform = "verse"\nshort = ["A"]', "form is"),
        (
            'about = "A"\n[[group]]\nstages = ["any"]\nform = "sentence"\nshort = ["No end"]',
            "a sentence ends with",
        ),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "test.toml").write_text(text, "utf-8")
    assert any("test.toml" in each and fault in each for each in check_phrases(tmp_path))


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    assert check_phrases(tmp_path)


def test_a_copywriters_file_becomes_phrasings(tmp_path: Path) -> None:
    (tmp_path / "cost.toml").write_text(
        'about = "The price."\n[[group]]\nstages = ["early"]\nform = "sentence"\n'
        'short = ["Look at it. It costs you {cost}."]\n',
        "utf-8",
    )
    (phrasing,) = load_phrasings(tmp_path)["cost"]
    assert phrasing.stages == {"unaware", "aware"}
    assert phrasing.slots == {"cost"}
    assert len(phrasing.sentences) == 2
