"""Pains to find, over whole requests: searching, deciding, and filling slots."""

from typing import Any

import pytest

from personas.models import Candidate, Evidence, Mining, PainPoint, SlotSource
from personas.tasks import mine_pains
from tests import make
from tests.conftest import Cast
from tests.personas.mining_rows import HALLS, RECEIPTS, make_candidate, make_mining
from workspaces.models import Job

PAGE = "listen/pains-to-find/"


def test_it_works(cast: Cast) -> None:
    """From quotes to a pain with two slots, without a line of JavaScript."""
    for number in range(6):
        make.make_evidence(cast.workspace, text=f"{RECEIPTS}, number {number}")
    make.make_evidence(cast.workspace, text="It eats two evenings a week to chase the receipts.")
    client = cast.client(cast.editor)
    assert "Let the quotes speak" in client.get(cast.url(PAGE)).text
    page = client.post(cast.url(f"{PAGE}start/"), follow=True)
    assert "Looking for pains" in page.text
    mine_pains(Job.objects.get().pk)
    page = client.get(cast.url(PAGE))
    assert "0 of " in page.text
    candidate = Candidate.objects.filter(rest=False).order_by("position")[0]
    said = {"new_persona": "Ines", "title": "Chasing receipts"}
    page = client.post(cast.url(f"listen/candidates/{candidate.pk}/accept/"), said, follow=True)
    pain = PainPoint.objects.get()
    assert (pain.title, pain.persona.name) == ("Chasing receipts", "Ines")
    assert "chase people for receipts" in page.text
    quote = candidate.quotes.filter(evidence__text__startswith=RECEIPTS)[0].evidence
    taken = {
        "take_struggle": "0",
        "text_struggle_0": "chase people for receipts",
        "words_struggle_0": "chase people for receipts",
        "quote_struggle_0": str(quote.pk),
    }
    page = client.post(cast.url(f"map/pains/{pain.pk}/slots/"), taken, follow=True)
    assert "1 slot is filled." in page.text
    marked = {"quote": quote.pk, "words": "every single month", "slot": "cost"}
    page = client.get(cast.url(f"map/pains/{pain.pk}/mark/"), marked)
    assert 'value="every single month"' in page.text
    page = client.post(cast.url(f"map/pains/{pain.pk}/mark/"), marked, follow=True)
    assert "Enough for a first draft" in page.text
    pain.refresh_from_db()
    assert (pain.struggle, pain.cost) == ("chase people for receipts", "every single month")
    page = client.get(cast.url(f"map/pains/{pain.pk}/"))
    assert "What these words stand on" in page.text
    assert "assumed" not in page.text.partition("What these words")[2].partition("</section>")[0]


def test_a_decision_goes_on_where_it_was(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    client = cast.client(cast.editor)
    answer = client.post(
        cast.url(f"listen/candidates/{candidate.pk}/reject/"), {"at": "3", "page": "1"}
    )
    assert answer.headers["Location"].endswith("?page=1&at=3#c3")
    page = client.post(cast.url(f"{PAGE}undo/"), follow=True)
    assert "is open again" in page.text
    assert "There is no decision" in client.post(cast.url(f"{PAGE}undo/"), follow=True).text


def test_merging_splitting_and_naming(cast: Cast) -> None:
    mining = make_mining(cast.workspace)
    first, second = (make_candidate(cast.workspace, [text], mining) for text in (RECEIPTS, HALLS))
    client = cast.client(cast.editor)
    url = cast.url(f"listen/candidates/{first.pk}/")
    assert "Choose the candidate" in client.post(f"{url}merge/", follow=True).text
    assert "is a part of" in client.post(f"{url}merge/", {"into": second.pk}, follow=True).text
    page = client.get(cast.url(PAGE))
    assert "1 of 2 decided" in page.text
    url = cast.url(f"listen/candidates/{second.pk}/")
    client.post(f"{url}title/", {"title": "Halls"})
    chosen = second.quotes.get(evidence__text=HALLS).evidence_id
    assert "Choose some" in client.post(f"{url}split/", {"chosen": "yes"}, follow=True).text
    page = client.post(f"{url}split/", {"chosen": "yes", "evidence": [chosen]}, follow=True)
    assert "of its own now" in page.text
    second.refresh_from_db()
    assert (second.title, second.state) == ("Halls", "split")
    assert "Take it back" in client.get(url).text
    assert "is open again" in client.post(f"{url}reopen/", follow=True).text


def test_a_split_by_likeness_is_a_job(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    client = cast.client(cast.editor)
    page = client.post(cast.url(f"listen/candidates/{candidate.pk}/split/"), {"at": 0}, follow=True)
    assert "Splitting a candidate" in page.text


def test_whose_pain_it_is_must_be_said(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    client = cast.client(cast.editor)
    page = client.post(cast.url(f"listen/candidates/{candidate.pk}/accept/"), follow=True)
    assert "Say whose pain it is." in page.text
    assert not PainPoint.objects.exists()


def test_what_was_put_aside_is_shown_and_put_back(cast: Cast) -> None:
    quote = make.make_evidence(cast.workspace, text="n/a", junk="says nothing")
    client = cast.client(cast.editor)
    url = cast.url(f"{PAGE}put-aside/")
    assert "Says nothing" in client.get(url).text
    page = client.post(url, {"evidence": [quote.pk]}, follow=True)
    assert "1 quote is back" in page.text
    assert Evidence.objects.get().junk == ""


def test_the_download_holds_every_quote_and_no_formula(cast: Cast) -> None:
    make_candidate(cast.workspace, ["=1+1", RECEIPTS])
    page = cast.client(cast.viewer).get(cast.url(f"{PAGE}candidates.csv"))
    text = page.getvalue().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("candidate,state,pain")
    assert "'=1+1" in text
    assert RECEIPTS in text


def test_words_that_have_no_shape_are_explained_and_kept(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, struggle="")
    quote = make.make_evidence(cast.workspace, pain, text="The nut allergy in a forwarded mail.")
    client = cast.client(cast.editor)
    said = {"quote": quote.pk, "words": "The nut allergy", "slot": "struggle"}
    page = client.post(cast.url(f"map/pains/{pain.pk}/mark/"), said)
    assert "Begin with a verb" in page.text
    assert "The nut allergy" in page.text
    pain.refresh_from_db()
    assert pain.struggle == ""
    page = client.post(
        cast.url(f"map/pains/{pain.pk}/mark/"),
        said | {"text": "search for the allergy"},
        follow=True,
    )
    pain.refresh_from_db()
    assert pain.struggle == "search for the allergy"


def test_a_slot_can_be_said_not_to_stand_on_a_quote(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    source = SlotSource.objects.create(
        workspace=cast.workspace,
        pain=pain,
        slot="struggle",
        evidence=make.make_evidence(cast.workspace, pain),
        words="chase people",
    )
    client = cast.client(cast.editor)
    assert "chase people" in client.get(cast.url(f"map/pains/{pain.pk}/")).text
    client.post(cast.url(f"map/slot-sources/{source.pk}/remove/"))
    assert not SlotSource.objects.exists()


def test_a_viewer_looks_and_decides_nothing(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    client = cast.client(cast.viewer)
    page = client.get(cast.url(PAGE))
    assert candidate.title in page.text
    assert "No pain" not in page.text
    for rest in ("reject", "accept", "merge", "split", "title", "reopen"):
        answer = client.post(cast.url(f"listen/candidates/{candidate.pk}/{rest}/"))
        assert answer.status_code == 403


def test_another_workspaces_candidate_is_not_found(cast: Cast) -> None:
    theirs = make_candidate(cast.other.workspace, [RECEIPTS])
    mine = make_candidate(cast.workspace, [HALLS])
    client = cast.client(cast.editor)
    assert client.get(cast.url(f"listen/candidates/{theirs.pk}/")).status_code == 404
    client.post(cast.url(f"listen/candidates/{mine.pk}/merge/"), {"into": theirs.pk})
    mine.refresh_from_db()
    assert mine.state == "open"
    pain = make.make_pain(cast.workspace)
    quote = theirs.quotes.get().evidence_id
    url = cast.url(f"map/pains/{pain.pk}/mark/?quote={quote}")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("many", [1, 8])
def test_the_queries_do_not_grow_with_the_candidates(
    cast: Cast, django_assert_max_num_queries: Any, many: int
) -> None:
    mining = make_mining(cast.workspace)
    make.make_pain(cast.workspace)
    for number in range(many):
        texts = [f"{RECEIPTS} {number} {each}" for each in range(4)]
        make_candidate(cast.workspace, texts, mining)
        make_candidate(cast.workspace, [f"{HALLS} {number}"], mining, state="rejected")
    client = cast.client(cast.editor)
    with django_assert_max_num_queries(24):
        client.get(cast.url(PAGE))
    pain = PainPoint.objects.get()
    for number in range(many):
        make.make_evidence(cast.workspace, pain, text=f"{RECEIPTS} says {number}")
    with django_assert_max_num_queries(11):
        client.get(cast.url(f"map/pains/{pain.pk}/slots/"))
    with django_assert_max_num_queries(13):
        client.get(cast.url(f"map/pains/{pain.pk}/mark/"))


def test_few_quotes_are_said_to_be_few(cast: Cast) -> None:
    make.make_evidence(cast.workspace)
    page = cast.client(cast.editor).get(cast.url(PAGE))
    assert "Fewer than 30" in page.text
    assert "No quote waits" in cast.client(cast.outsider).get("/w/elsewhere/" + PAGE).text
    assert not Mining.objects.exists()
