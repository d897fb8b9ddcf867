"""The lens as a whole: what its score must and must not follow."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.lens import CLASSES, COMPONENTS, read
from tests.messaging.lens.cast import BRIEF

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PAIRS = rows("pairs.csv")
PRODUCT_COPY = [row["product"] for row in PAIRS]


def test_it_works() -> None:
    reading = read("Twelve more guests on Saturday, and nobody told the kitchen.")
    assert reading.sentences[0].cls == "problem"
    assert reading.score > 70
    assert tuple(reading.components) == COMPONENTS
    assert reading.components["customers_words"] is None


def test_customer_centred_copy_scores_above_product_copy_about_the_same_offer() -> None:
    in_order = [read(row["centred"]).score > read(row["product"]).score for row in PAIRS]
    assert len(in_order) >= 60
    assert sum(in_order) / len(in_order) >= 0.92


def test_so_it_does_where_neither_text_says_you() -> None:
    silent = [row for row in PAIRS if "you" not in (row["centred"] + row["product"]).lower()]
    in_order = [read(row["centred"]).score > read(row["product"]).score for row in silent]
    assert len(in_order) >= 40
    assert sum(in_order) / len(in_order) >= 0.92


@pytest.mark.parametrize(
    "stuffed",
    [
        "You get {}",
        "You can have {}",
        "Just for you: {}",
        "Your {}",
        "You, your team and you: {}",
        "You deserve it. {}",
    ],
)
def test_a_pronoun_in_front_of_product_copy_does_not_raise_its_score(stuffed: str) -> None:
    for text in PRODUCT_COPY:
        if text.split()[0] not in {"We", "Our"}:
            more = stuffed.format(text[0].lower() + text[1:])
            assert read(more).score <= read(text).score + 0.5, more


@settings(max_examples=150, deadline=None)
@given(
    text=st.sampled_from(PRODUCT_COPY),
    places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=5),
    pronoun=st.sampled_from(["you", "your", "You", "yours"]),
)
def test_pronouns_among_product_copy_do_not_raise_its_score(
    text: str, places: list[float], pronoun: str
) -> None:
    words = text.split(" ")
    for place in places:
        words.insert(int(place * (len(words) + 1)), pronoun)
    assert read(" ".join(words)).score <= read(text).score + 0.5


def test_each_sentence_is_where_it_is_said_to_be() -> None:
    text = "  Late again?  We ship v2.5 e.g. today.\n\n• Call us!  "
    for sentence in read(text).sentences:
        assert text[sentence.start : sentence.end] == sentence.text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    for brief in (None, BRIEF):
        reading = read(text, brief)
        assert 0 <= reading.score <= 100
        for value in reading.components.values():
            assert value is None or 0 <= value <= 100
        for sentence in reading.sentences:
            assert text[sentence.start : sentence.end] == sentence.text
            assert sum(sentence.probabilities.values()) == pytest.approx(1)
            assert sentence.cls in CLASSES
        for finding in reading.findings:
            assert 0 <= finding.start < finding.end <= len(text)
            assert text[finding.start : finding.end].strip()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "you",
                "Our",
                "hurry!",
                "leverage",
                "{{first_name}}",
                "the",
                "best",
                "33%",
                "seamless",
                "is",
                "made",
                "covers",
                "—",
                "é",
                "👩\u200d🍳",
                "world's-first",
                "e-mail",
                "email",
                "*|FNAME|*",
                "…",
                "\n",
            ]
        ),
        max_size=14,
    )
)
def test_spans_hold_among_what_rules_look_for(words: list[str]) -> None:
    text = " ".join(words)
    for finding in read(text, BRIEF).findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == text[finding.start : finding.end].strip()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no text"),
        (" \n\t", "no text"),
        ("👍 42 %", "no words"),
        ("Привет, как дела?", "Cyrillic"),
        ("お茶を一杯どうぞ", "Japanese|Hiragana|Cjk"),
        ("Wir helfen dir, die Woche mit einem Lächeln und nicht mit Papier zu beginnen.", "German"),
        ("Nous vous aidons pour que les soirées soient à vous et non à la paperasse.", "French"),
    ],
)
def test_what_it_cannot_read_it_says(text: str, reason: str) -> None:
    reading = read(text)
    assert any(word in reading.unreadable for word in reason.split("|"))
    assert reading.score == 0
    assert set(reading.components.values()) == {None}
    assert reading.sentences == ()
    assert reading.findings == ()


@pytest.mark.parametrize(
    "text", ["Café au lait für alle", "Sleep.", "Die with zero", "Ordering from Café de la Gare"]
)
def test_english_with_foreign_names_is_read(text: str) -> None:
    assert read(text).unreadable == ""


def test_the_customers_words_need_a_brief_and_reward_them() -> None:
    theirs = read("Twelve extra guests, and the fish is paid for.", BRIEF)
    ours = read("Dynamic attendance variance handling for operations.", BRIEF)
    assert (theirs.components["customers_words"] or 0) > 80
    assert (ours.components["customers_words"] or 0) < 20


def test_the_same_text_is_read_the_same_way() -> None:
    text = "Our platform leverages AI. Nobody knows who ordered the fish."
    assert read(text, BRIEF) == read(text, BRIEF)
