"""Review of suggestions."""

from typing import Any

import pytest

from personas import link_evidence, suggest_anew
from personas.models import Evidence, EvidenceLink, PainPoint
from personas.tasks import suggest_links
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

State = EvidenceLink.State


def suggested(cast: Cast) -> tuple[PainPoint, Evidence]:
    pain = make.make_pain(cast.workspace, title="Chasing receipts")
    quote = make.make_evidence(cast.workspace, text="I chase people for receipts every Sunday")
    cast.client(cast.editor).post(cast.url("listen/suggestions/make/"))
    return pain, quote


def test_it_works(cast: Cast) -> None:
    pain, quote = suggested(cast)
    client = cast.client(cast.editor)
    page = client.get(cast.url("listen/suggestions/"))
    assert quote.text in page.text
    link = EvidenceLink.objects.get()
    client.post(cast.url(f"listen/suggestions/{quote.pk}/"), {"confirm": link.pk})
    link.refresh_from_db()
    assert (link.pain, link.state) == (pain, State.CONFIRMED)


def test_none_of_them(cast: Cast) -> None:
    _, quote = suggested(cast)
    cast.client(cast.editor).post(cast.url(f"listen/suggestions/{quote.pk}/"), {"none": "yes"})
    assert EvidenceLink.objects.get().state == State.REJECTED


def test_another_pain(cast: Cast) -> None:
    _, quote = suggested(cast)
    other = make.make_pain(cast.workspace)
    client = cast.client(cast.editor)
    url = cast.url(f"listen/suggestions/{quote.pk}/")
    client.post(url, {"attach": "yes", "pain": other.pk})
    assert EvidenceLink.objects.get().pain == other
    assert "Choose a pain first" in client.post(url, {"attach": "yes"}, follow=True).text


def test_the_surest_are_confirmed_together(cast: Cast) -> None:
    _, quote = suggested(cast)
    doubtful = make.make_evidence(cast.workspace)
    EvidenceLink.objects.update(confidence=0.9)
    EvidenceLink.objects.create(
        workspace=cast.workspace,
        evidence=doubtful,
        pain=make.make_pain(cast.workspace),
        state=State.SUGGESTED,
        confidence=0.4,
    )
    cast.client(cast.editor).post(cast.url("listen/suggestions/confirm/"))
    assert EvidenceLink.objects.get(evidence=quote).state == State.CONFIRMED
    assert EvidenceLink.objects.get(evidence=doubtful).state == State.SUGGESTED


def test_nothing_to_review_teaches(cast: Cast) -> None:
    page = cast.client(cast.viewer).get(cast.url("listen/suggestions/"))
    assert "Nothing waits for your word" in page.text


def test_a_viewer_may_not_decide(cast: Cast) -> None:
    _, quote = suggested(cast)
    client = cast.client(cast.viewer)
    assert client.get(cast.url("listen/suggestions/")).status_code == 200
    for rest in (f"{quote.pk}/", "make/", "confirm/"):
        assert client.post(cast.url(f"listen/suggestions/{rest}")).status_code == 403


def test_other_workspaces_are_not_found(cast: Cast) -> None:
    _, quote = suggested(cast)
    client = cast.client(cast.outsider)
    assert client.post(f"/w/elsewhere/listen/suggestions/{quote.pk}/").status_code == 404
    mine = make.make_evidence(cast.other.workspace)
    link = EvidenceLink.objects.get()
    answer = client.post(f"/w/elsewhere/listen/suggestions/{mine.pk}/", {"confirm": link.pk})
    assert answer.status_code == 404


def test_the_queries_do_not_grow_with_the_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    pain = make.make_pain(cast.workspace)
    for _ in range(8):
        EvidenceLink.objects.create(
            workspace=cast.workspace,
            evidence=make.make_evidence(cast.workspace),
            pain=pain,
            state=State.SUGGESTED,
            confidence=0.5,
        )
    client = cast.client(cast.editor)
    with django_assert_max_num_queries(13):
        client.get(cast.url("listen/suggestions/"))


def test_many_quotes_are_compared_by_a_worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest_anew, "AT_ONCE", 1)
    monkeypatch.setattr(link_evidence, "QUOTES_AT_ONCE", 1)
    quote = make.make_evidence(cast.workspace, text="The hall is double booked")
    _, other = suggested(cast)
    assert not EvidenceLink.objects.exists()
    client = cast.client(cast.editor)
    page = client.post(cast.url("listen/suggestions/make/"), follow=True)
    assert "Comparing quotes with your pains" in page.text
    assert "Suggest anew" not in page.text
    job = Job.objects.get()
    suggest_links(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["quotes"], job.done) == ("done", 2, 2)
    assert EvidenceLink.objects.get(state=State.SUGGESTED).evidence == other
    assert quote.text not in client.get(cast.url("listen/suggestions/")).text


def test_the_keys_are_buttons_that_keep_the_place(cast: Cast) -> None:
    """y, n and the number of another pain: each is a button whose form works by itself."""
    _, quote = suggested(cast)
    other = make.make_pain(cast.workspace, title="Late wages")
    client = cast.client(cast.editor)
    url = cast.url(f"listen/suggestions/{quote.pk}/")
    page = client.get(cast.url("listen/suggestions/")).text
    link = EvidenceLink.objects.get()
    assert f'name="confirm" value="{link.pk}" data-press="1 y Enter"' in page
    assert f'name="pain" value="{other.pk}" data-press="2"' in page
    assert 'name="none" value="yes" data-press="n 0"' in page
    answer = client.post(url, {"none": "yes", "at": "2", "page": "3"})
    assert answer.headers["Location"].endswith("listen/suggestions/?page=3&at=2#c2")
    client.post(url, {"pain": other.pk, "at": "0", "page": "1"})
    assert EvidenceLink.objects.get(state=State.CONFIRMED).pain == other
