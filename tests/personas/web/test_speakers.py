"""A transcript on the pages: who speaks is shown, and customers' turns become evidence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from personas.models import Evidence, EvidenceImport
from tests.conftest import Cast
from tests.personas.listening.test_transcripts import TALK, docx, vtt

pytestmark = pytest.mark.django_db


def upload(cast: Cast, content: bytes, name: str) -> EvidenceImport:
    page = f"/w/{cast.workspace.slug}/listen/imports/upload/"
    answer = cast.client(cast.owner).post(page, {"file": SimpleUploadedFile(name, content)})
    batch = EvidenceImport.objects.get()
    assert answer["Location"].endswith(f"/imports/{batch.pk}/speakers/")
    return batch


def test_it_works(cast: Cast) -> None:
    batch = upload(cast, vtt(TALK), "call 2026-03-31.vtt")
    page = f"/w/{cast.workspace.slug}/listen/imports/{batch.pk}/"
    shown = cast.client(cast.owner).get(f"{page}speakers/").content.decode()
    assert 'value="Anna Smith" id="speaker-2" checked' in shown
    assert 'value="2026-03-31"' in shown
    said = {
        "speakers": ["Anna Smith"],
        "source": "exit_interview",
        "customer_status": "ex_customer",
    }
    cast.client(cast.owner).post(f"{page}speakers/", said | {"said_on": "2026-03-31"})
    cast.client(cast.owner).post(f"{page}apply/")
    first, second = Evidence.objects.order_by("id")
    assert (first.text, first.question, first.asked) == (TALK[1][1], TALK[0][1], True)
    assert (second.text, second.asked) == (TALK[3][1], None)
    assert first.source == "exit_interview"
    assert str(first.said_on) == "2026-03-31"
    assert first.person_hash == second.person_hash != ""
    assert "Anna" not in first.text + first.question + first.person_hash


def test_somebody_has_to_be_chosen(cast: Cast) -> None:
    batch = upload(cast, docx(TALK), "call.docx")
    page = f"/w/{cast.workspace.slug}/listen/imports/{batch.pk}/speakers/"
    said = {"source": "interview", "customer_status": "unknown"}
    assert b"Choose at least one" in cast.client(cast.owner).post(page, said).content
    assert (
        b"lies in the future"
        in cast.client(cast.owner).post(page, said | {"said_on": "2999-01-01"}).content
    )


def test_speakers_are_chosen_over_rest(cast: Cast) -> None:
    batch = upload(cast, vtt(TALK), "call.vtt")
    address = f"/api/v1/evidence-imports/{batch.pk}/"
    program = cast.api()
    assert program.get(address).json()["speakers"] == ["Anna Smith"]
    answer = program.patch(address, {"speakers": ["Tom Baker"]}, format="json")
    assert answer.json()["look"]["to_add"] == 2
    refused = program.patch(address, {"speakers": ["Nobody"]}, format="json")
    assert refused.status_code == 400
