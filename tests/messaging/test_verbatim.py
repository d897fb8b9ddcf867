"""When a text quotes a customer word for word."""

from messaging.verbatim import mark_of, runs_of, runs_of_all, shared_with, still_says

KEY = b"k" * 32
SAID = "I rewrote the same quote three times before lunch"


def test_it_works() -> None:
    copy = "Don’t say: “I REWROTE the same quote, three times!”"
    shared = runs_of(copy) & runs_of(SAID)
    assert shared == {
        "i rewrote the same quote",
        "rewrote the same quote three",
        "the same quote three times",
    }


def test_four_words_are_how_anybody_talks() -> None:
    assert not runs_of("The same quote three people read") & runs_of(SAID)
    assert runs_of("three times before lunch") == set()


def test_no_run_goes_on_from_one_text_into_the_next() -> None:
    assert not runs_of_all(["I rewrote the", "same quote three times"]) & runs_of(SAID)


def test_a_sentence_is_known_by_what_it_shares() -> None:
    assert shared_with("They rewrote the same quote three times", SAID) == {
        "rewrote the same quote three",
        "the same quote three times",
    }
    assert shared_with("It is “never on time”, they say", "Never on time.") == {"never on time"}
    assert shared_with("Too late", "Every single invoice was wrong") == {"too late"}


def test_a_changed_text_no_longer_says_it() -> None:
    marks = {mark_of(run, KEY) for run in shared_with("Never on time!", "never on time")}
    assert still_says(["It was never on time"], marks, KEY)
    assert not still_says(["It was late"], marks, KEY)
    assert not still_says(["It was never on time"], marks, b"another key")


def test_accents_and_apostrophes_are_letters() -> None:
    assert runs_of("Ça m’a coûté un été entier") == runs_of("ça m'a coûté UN été entier!")
