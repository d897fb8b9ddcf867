"""Bringing in what is live today, over REST."""

import json
from unittest.mock import ANY

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.models import BroughtText, Variant
from messaging.using_elsewhere import in_use_now
from tests import make
from tests.conftest import Cast

ROOT = "/api/v1/brought-ins/"
HTML = "<h1>Sundays are yours</h1><p>We ask for receipts.</p>"


def test_it_works(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    client = cast.api(scopes=["read", "write"])
    answer = client.post(ROOT, {"html": HTML}, format="json")
    assert answer.status_code == 201
    one = f"{ROOT}{answer.json()['id']}/"
    (text,) = client.get(f"{one}texts/").json()["results"]
    assert text["parts"]["headline"] == "Sundays are yours"
    body = {"texts": [{"id": text["id"], "pain": pain.pk}]}
    assert client.post(f"{one}confirm/", body, format="json").status_code == 200
    assert BroughtText.objects.get().pain == pain
    done = client.post(f"{one}apply/", {"where": "website"}, format="json").json()
    assert (done["state"], done["where"]) == ("applied", "website")
    assert len(in_use_now(cast.workspace)) == 1
    assert client.post(f"{one}apply/", {"where": "website"}, format="json").status_code == 409
    assert client.post(f"{one}undo/").json()["state"] == "undone"
    assert not Variant.objects.exists()


def test_going_live_takes_the_scope(cast: Cast) -> None:
    client = cast.api(scopes=["write"])
    pk = client.post(ROOT, {"html": HTML}, format="json").json()["id"]
    body = {"where": "website", "go_live": True}
    assert client.post(f"{ROOT}{pk}/apply/", body, format="json").status_code == 403


def test_a_sheet_waits_for_its_columns(cast: Cast) -> None:
    client = cast.api(scopes=["write"])
    file = SimpleUploadedFile("deck.csv", b"Subject,Body\nHello,Words")
    pk = client.post(ROOT, {"sheet": file}, format="multipart").json()["id"]
    wrong = {"channel": "nowhere", "columns": {}}
    assert client.post(f"{ROOT}{pk}/columns/", wrong, format="json").status_code == 400
    body = {"channel": "email", "columns": {"0": "part:subject"}}
    assert client.post(f"{ROOT}{pk}/columns/", body, format="json").status_code == 200
    assert client.post(f"{ROOT}{pk}/discard/").json()["state"] == "discarded"


def test_what_cannot_be_read_is_told(cast: Cast) -> None:
    theirs = make.make_pain(cast.other.workspace)
    client = cast.api(scopes=["write"])
    bodies: tuple[dict[str, str], ...] = ({}, {"html": "words"}, {"html": HTML, "subject": "Both"})
    for body in bodies:
        assert client.post(ROOT, body, format="json").status_code == 400
    pk = client.post(ROOT, {"html": HTML}, format="json").json()["id"]
    text = BroughtText.objects.get()
    told = {"texts": [{"id": text.pk, "pain": theirs.pk}]}
    assert client.post(f"{ROOT}{pk}/confirm/", told, format="json").status_code == 400


@pytest.mark.parametrize("step", ["", "columns/", "confirm/", "apply/"])
def test_what_lies_too_deep_is_refused(cast: Cast, step: str) -> None:
    client = cast.api(scopes=["write"])
    pk = client.post(ROOT, {"html": HTML}, format="json").json()["id"]
    place = f"{ROOT}{pk}/{step}" if step else ROOT
    deep = "[" * 100_000
    answer = client.post(place, f'{{"texts": {deep}', content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (400, ANY)
    closed = json.dumps({"html": HTML})[:-1] + ', "more": ' + "[" * 200 + "]" * 200 + "}"
    assert client.post(place, closed, content_type="application/json").status_code == 400


def test_no_more_texts_than_anybody_confirms_at_once(cast: Cast) -> None:
    client = cast.api(scopes=["write"])
    pk = client.post(ROOT, {"html": HTML}, format="json").json()["id"]
    for texts, status in (([{"id": 2**70}], 400), ([{"id": -1}], 400), ([{"id": 10**9}], 200)):
        answer = client.post(f"{ROOT}{pk}/confirm/", {"texts": texts}, format="json")
        assert answer.status_code == status
    many = {"texts": [{"id": 1, "pain": 10**9}] * 201}
    answer = client.post(f"{ROOT}{pk}/confirm/", many, format="json")
    assert answer.status_code == 400
    assert "At most 200" in answer.content.decode()
