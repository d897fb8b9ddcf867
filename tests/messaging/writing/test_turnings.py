"""Every turning of every slot, with what nobody would type and somebody does."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.writing.turnings import TURNINGS
from personas.grammar.person import quoted_spans

HOSTILE = (Path(__file__).parent / "hostile_words.txt").read_text("utf-8").split()
salads = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=9).map(" ".join)
FIRST = re.compile(r"(?<![\w-])(?:I|i|me|my|mine|myself|we|us|our|ours|ourselves)(?![\w-])")
# These say what somebody said or what stands on the customer's list: nothing is turned there.
AS_TYPED = {"proof", "offer", "brand", "what", "quote", "speaker", "objection", "criterion"}
FORMS = [
    (slot, name, turn)
    for slot, turnings in TURNINGS.items()
    for name, turn in turnings.items()
    if slot not in AS_TYPED and (slot, name) != ("question", "")
]


def _outside_quotes(text: str) -> str:
    for start, end in reversed(quoted_spans(text) or []):
        text = text[:start] + text[end:]
    return text


@settings(max_examples=400, deadline=None)
@given(salads)
def test_it_works(text: str) -> None:
    """No turning fails, doubles a blank, or leaves a customer's "I" where the reader is meant."""
    for slot, name, turn in FORMS:
        form = turn(text)
        if form is None:
            continue
        assert "  " not in form, (slot, name, form)
        assert form == form.strip(), (slot, name, form)
        left = FIRST.search(_outside_quotes(form))
        assert left is None or left[0] in ("I", "i"), (slot, name, form)
        if left is not None:  # only what is no pronoun: i.e., Type I
            assert "i.e" in form.lower(), (slot, name, form)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=50))
def test_no_turning_fails_whatever_is_typed(text: str) -> None:
    for _, _, turn in FORMS:
        turn(text)


@settings(max_examples=300, deadline=None)
@given(salads)
def test_what_is_turned_stays_as_it_is_when_turned_again(text: str) -> None:
    for slot in ("trigger", "cost", "title", "workaround"):
        turn = TURNINGS[slot][""]
        once = turn(text)
        if once is not None:
            assert turn(once) in (once, None)
    for name in ("do", "you", "imperative"):
        turn = TURNINGS["struggle"][name]
        once = turn(text)
        if once is not None:
            assert turn(once) in (once, None)


@pytest.mark.parametrize(
    ("slot", "turning"),
    [(slot, name) for slot, name, _ in FORMS if slot in ("struggle", "outcome", "why", "relief")],
)
@pytest.mark.parametrize("text", ["my boss", "late again", "42", "the mess", 'say "no', ""])
def test_what_is_no_verb_phrase_has_no_form(slot: str, turning: str, text: str) -> None:
    assert TURNINGS[slot][turning](text) is None
