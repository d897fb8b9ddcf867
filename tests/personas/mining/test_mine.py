"""What mining promises: nothing is lost, the same answer always, titles that a customer said."""

import csv
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import v_measure_score

from personas.listening.mining.mine import mine, split, title_of
from personas.listening.mining.quotes import MinedQuotes, Quote
from personas.listening.mining.titles import LOOSE_ENDS, WITH_OWN_END
from personas.listening.normalise import normal_form

HERE = Path(__file__).parent
# 450 of the questions of BANKING77 (Casanueva et al., 2020), CC BY 4.0, 30 on each of 15 topics.
with (HERE / "support_questions.csv").open(encoding="utf-8") as opened:
    LABELLED = [(row["quote"], row["topic"]) for row in csv.DictReader(opened)]
SLOW_WHEN = ("today", "in the evening", "on my phone", "since the update", "again")
SLOW = [f"The {thing} is far too slow {when}" for thing in ("app", "site") for when in SLOW_WHEN]
LATE_WHEN = ("again", "before Christmas", "and wet", "for the third time", "without a note")
LATE = [f"My parcel {what} late {when}" for what in ("came", "was") for when in LATE_WHEN]


def quotes(texts: list[str]) -> list[Quote]:
    return [Quote(key, text) for key, text in enumerate(texts)]


def groups(mined: MinedQuotes) -> set[frozenset[int]]:
    return {frozenset(key for key, _ in found.members) for found in mined.candidates}


@pytest.fixture(scope="module")
def labelled() -> MinedQuotes:
    return mine(quotes([text for text, _ in LABELLED]), clusters=15)


def test_it_works() -> None:
    mined = mine(quotes([*SLOW, *LATE, "n/a", "asdf"]), clusters=2)
    assert groups(mined) == {frozenset(range(10)), frozenset(range(10, 20))}
    assert mined.junk == {20: "no answer", 21: "typed at random"}


def test_topics_people_named_are_found(labelled: MinedQuotes) -> None:
    places = labelled.places()
    found = [places[key] for key in range(len(LABELLED))]
    assert v_measure_score([topic for _, topic in LABELLED], found) >= 0.72
    assert len(labelled.candidates) == 15


@pytest.mark.parametrize(("texts", "least", "most"), [(450, 10, 23), (150, 4, 15), (30, 2, 8)])
def test_without_a_number_it_finds_a_sensible_one(texts: int, least: int, most: int) -> None:
    some = random.Random(1).sample([text for text, _ in LABELLED], texts)
    assert least <= len(mine(quotes(some)).candidates) <= most


def test_the_order_of_the_file_changes_nothing(labelled: MinedQuotes) -> None:
    told = quotes([text for text, _ in LABELLED])
    random.Random(2).shuffle(told)
    assert mine(told, clusters=15).candidates == labelled.candidates


def test_every_run_gives_the_same() -> None:
    """In processes of their own, with other hashes and other numbers of threads."""
    program = (
        "import csv, sys; from personas.listening.mining.mine import mine\n"
        "from personas.listening.mining.quotes import Quote\n"
        "rows = csv.DictReader(open(sys.argv[1], encoding='utf-8'))\n"
        "print(mine([Quote(i, row['quote']) for i, row in enumerate(rows)]).candidates)"
    )
    answers = set()
    for seed, threads in (("1", "1"), ("2", "4")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads,
                                    "OPENBLAS_NUM_THREADS": threads}  # fmt: skip
        command = [sys.executable, "-c", program, str(HERE / "support_questions.csv")]
        root = str(HERE.parents[2])
        told = subprocess.run(command, env=environment, cwd=root, capture_output=True, check=True)
        answers.add(told.stdout)
    assert len(answers) == 1


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text(max_size=40) | st.sampled_from([*SLOW, *LATE, "n/a", "?", "  "]), max_size=25),
    st.none() | st.integers(1, 6),
)
def test_every_quote_is_in_one_place(texts: list[str], clusters: int | None) -> None:
    mined = mine(quotes(texts), clusters=clusters)
    placed = [key for found in mined.candidates for key, _ in found.members]
    assert sorted([*placed, *mined.junk]) == list(range(len(texts)))
    assert all(found.title.strip() and found.members for found in mined.candidates)
    assert all(0 <= near <= 1 for found in mined.candidates for _, near in found.members)
    assert len({found.title for found in mined.candidates}) == len(mined.candidates)
    if clusters is not None:
        told = {normal_form(texts[key]) for key in placed}
        assert len(mined.candidates) == min(clusters, len(told))


def test_so_many_candidates_as_asked_for() -> None:
    texts = [text for text, _ in LABELLED]
    for wanted in (1, 100, 900):
        got = len(mine(quotes(texts), clusters=wanted).candidates)
        assert got == min(wanted, len({normal_form(text) for text in texts}))


def test_titles_are_phrases_that_a_customer_said(labelled: MinedQuotes) -> None:
    told = {key: normal_form(text) for key, (text, _) in enumerate(LABELLED)}
    titles = [found.title for found in labelled.candidates]
    for found in labelled.candidates:
        words = normal_form(found.title).rstrip("?").split()
        members = [re.sub(r"[?\s]+", " ", told[key]) for key, _ in found.members]
        assert any(" ".join(words) in member for member in members), found.title
        assert 3 <= len(words) <= 9, found.title
        assert words[-1] not in LOOSE_ENDS - WITH_OWN_END, found.title
    assert len({normal_form(title) for title in titles}) == len(titles)


def test_what_was_said_once_or_twice_is_told_last() -> None:
    mined = mine(quotes([*SLOW, *LATE, "Zebras ate the warranty booklet"]))
    rest = [found for found in mined.candidates if found.rest]
    assert all(not found.rest for found in mined.candidates[:-1])
    assert sum(found.size for found in mined.candidates) == 21
    few = mine(quotes(["too slow", "wrong colour"]))
    assert [(found.title, found.size, found.rest) for found in few.candidates] == [
        ("Said once or twice", 2, True)
    ]
    assert len(rest) <= 1


def test_one_person_makes_no_topic_alone() -> None:
    mined = mine([Quote(key, text, person="p1") for key, text in enumerate(SLOW)])
    assert [found.rest for found in mined.candidates] == [True]
    mined = mine([Quote(key, text, person=f"p{key}") for key, text in enumerate(SLOW)])
    assert [found.people for found in mined.candidates if not found.rest] != []


def test_the_same_words_of_many_count_as_many() -> None:
    mined = mine([Quote(key, "The app is too slow") for key in range(5)])
    assert [(found.size, found.people, found.rest) for found in mined.candidates] == [(5, 5, False)]


def test_who_said_it_and_where_is_counted() -> None:
    said = [
        Quote(key, text, source="review" if key < 7 else "survey",
              customer_status="ex_customer" if key < 2 else "customer" if key < 4 else "unknown")
        for key, text in enumerate(SLOW)
    ]  # fmt: skip
    (found,) = mine(said, clusters=1).candidates
    assert found.sources == (("review", 7), ("survey", 3))
    assert found.ex_customer_share == 0.5
    assert mine(quotes(SLOW), clusters=1).candidates[0].ex_customer_share is None


def test_a_candidate_is_split_and_a_merged_one_gets_a_title() -> None:
    parts = split(quotes([*SLOW, *LATE]))
    assert groups(parts) == {frozenset(range(10)), frozenset(range(10, 20))}
    assert not parts.junk
    assert len(split(quotes(["too slow", "Too slow!"])).candidates) == 1
    title, words = title_of([*SLOW], background=LATE)
    assert "slow" in title.casefold()
    assert "slow" in words


def test_progress_goes_from_none_to_all() -> None:
    steps: list[tuple[int, int, str]] = []
    mine(quotes([*SLOW, *LATE]), progress=lambda *step: steps.append(step))
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert steps[-1][:2] == (40, 40)


def test_more_quotes_than_are_compared_find_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("personas.listening.mining.mine.MOST_COMPARED", 150)
    mined = mine(quotes([text for text, _ in LABELLED]), clusters=15)
    places = mined.places()
    found = [places[key] for key in range(len(LABELLED))]
    assert v_measure_score([topic for _, topic in LABELLED], found) >= 0.6


def test_other_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="no vectors 'stars'"):
        mine([], vectors="stars")
    with pytest.raises(ValueError, match="At least 1"):
        mine([], clusters=0)
    assert mine([]).candidates == ()
