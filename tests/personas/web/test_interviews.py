"""A guide for a talk, and notes that become quotes, a line each."""

import pytest

from personas.listening.interview_guide import GUIDES
from personas.models import Evidence, EvidenceImport, EvidenceSource
from tests import make
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

SAID = {
    "kind": "exit_interview",
    "customer_status": "ex_customer",
    "said_on": "2026-03-31",
    "person": "anna@example.org",
    "may_quote": "on",
    "may_contact": "on",
    "said_first": "- I lost my Sunday.\n* Nobody told me the price.\n\n",
    "said_else": "It was never the money.",
}


def test_it_works(cast: Cast) -> None:
    client, page = cast.client(cast.owner), cast.url("listen/interviews/")
    shown = client.get(f"{page}?kind=exit_interview").content.decode()
    for question in GUIDES["exit_interview"].questions:
        assert question.ask in shown
        assert question.listen in shown
    persona = make.make_persona(cast.workspace)
    answer = client.post(page, SAID | {"persona": persona.pk})
    batch = EvidenceImport.objects.get()
    assert answer["Location"] == cast.url(f"listen/imports/{batch.pk}/")
    asked, unprompted, other = Evidence.objects.order_by("id")
    question = GUIDES["exit_interview"].questions[1].ask
    assert (asked.text, asked.question, asked.asked) == ("I lost my Sunday.", question, True)
    assert (unprompted.question, unprompted.asked) == ("", False)
    assert other.asked is None
    assert asked.source == EvidenceSource.EXIT_INTERVIEW
    assert asked.persona == persona
    assert asked.may_quote
    assert asked.contact.open() == "anna@example.org"
    assert asked.person_hash == other.person_hash
    done = client.get(answer["Location"]).content.decode()
    assert "What they speak of" in done
    client.post(cast.url(f"listen/imports/{batch.pk}/undo/"))
    assert not Evidence.objects.exists()


def test_nothing_typed_is_lost_on_an_error(cast: Cast) -> None:
    client, page = cast.client(cast.owner), cast.url("listen/interviews/")
    shown = client.post(page, SAID | {"said_on": "2999-01-01"}).content.decode()
    assert "lies in the future" in shown
    assert "Nobody told me the price." in shown
    empty = SAID | {"said_first": " \n- \n", "said_else": ""}
    assert b"at least one thing" in client.post(page, empty).content
    long = SAID | {"said_first": "word " * 3_000}
    assert b"Put each quote on a line" in client.post(page, long).content
    assert not EvidenceImport.objects.exists()


def test_personal_data_is_masked_as_the_person_says(cast: Cast) -> None:
    client, page = cast.client(cast.owner), cast.url("listen/interviews/")
    said = SAID | {"said_else": "I wrote to tom@example.org twice."}
    assert b"I wrote to [e-mail] twice." in client.post(page, said).content
    assert not Evidence.objects.exists()
    client.post(page, said | {"masking": "mask"})
    assert Evidence.objects.latest("id").text == "I wrote to [e-mail] twice."
    assert Evidence.objects.latest("id").masked == "e-mail"


def test_the_same_notes_are_kept_once(cast: Cast) -> None:
    client, page = cast.client(cast.owner), cast.url("listen/interviews/")
    client.post(page, SAID)
    assert b"in your inbox already" in client.post(page, SAID).content
    client.post(page, SAID | {"said_hard": "x", "said_last": "The oven broke."})
    latest = EvidenceImport.objects.latest("id")
    assert (latest.added, latest.duplicates) == (1, 3)


def test_a_viewer_reads_the_guide_and_keeps_nothing(cast: Cast) -> None:
    client, page = cast.client(cast.viewer), cast.url("listen/interviews/")
    assert b"Keep the notes" not in client.get(page).content
    assert client.post(page, SAID).status_code == 403
