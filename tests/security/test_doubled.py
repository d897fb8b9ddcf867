"""A value said twice, or in another place than it belongs, changes nothing."""

import json

from django.test import Client

from personas.models import Persona
from tests.conftest import Cast
from workspaces.keys import create_key


def program(cast: Cast) -> Client:
    _, token = create_key(access=cast.access, name="server", kind="secret")
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_it_works(cast: Cast) -> None:
    body = json.dumps({"name": "Nora", "role": "Owner of a café"})
    answer = program(cast).post("/api/v1/personas/", body, content_type="application/json")
    assert answer.status_code == 201


def test_a_body_is_not_filled_up_from_the_query(cast: Cast) -> None:
    answer = program(cast).post(
        "/api/v1/personas/?name=Nora&role=Owner", "{}", content_type="application/json"
    )
    assert answer.status_code == 400
    assert not Persona.objects.exists()


def test_a_form_is_not_filled_up_from_the_query(cast: Cast) -> None:
    cast.client(cast.owner).post(cast.url("settings/") + "?name=Stolen&time_zone=UTC", {})
    cast.workspace.refresh_from_db()
    assert cast.workspace.name == "Tea and Sons"


def test_a_key_is_read_from_headers_only(cast: Cast) -> None:
    _, token = create_key(access=cast.access, name="server", kind="secret")
    for name in ("key", "api_key", "token", "access_token", "authorization"):
        assert Client().get(f"/api/v1/personas/?{name}={token}").status_code == 401
        client = Client()
        client.cookies[name] = token
        assert client.get("/api/v1/personas/").status_code == 401
