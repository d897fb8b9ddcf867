"""Every address of the site: closed to strangers, unmoved by nonsense."""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from rest_framework.test import APIClient

from home.load_brand import load_sample
from tests.conftest import Cast
from tests.guards.addresses import addresses, pages_of_workspaces
from tests.guards.tenancy import workspace_models

PUBLIC = {"api-schema", "api-docs", "healthz"}
"""Open to anybody on purpose. (The pages of accounts/ are the way in.)"""
NOT_THIS_WAY = 405
PAGES = pages_of_workspaces()
MACHINES = [each for each in addresses() if each.route.startswith(("api/", "ofrep/"))]
MACHINES = [each for each in MACHINES if each.name not in PUBLIC]
OTHERS = [each for each in addresses() if each not in PAGES and each not in MACHINES]


NOWHERE = 987_654_321
"""An id no row has."""


def both_ways(client: Client | APIClient, path: str) -> list[HttpResponse]:
    """The answers to GET and to POST without anything in it, "not this way" left out.

    What the request changed is undone, so that the next one meets the same rows.
    """
    answers = []
    for ask in (client.get, client.post):
        with transaction.atomic():
            answers.append(ask(path))
            transaction.set_rollback(True)
    return [answer for answer in answers if answer.status_code != NOT_THIS_WAY]


@pytest.fixture
def sample(cast: Cast) -> list[int]:
    """The sample brand in the cast's workspace: ids of rows there, none of which is in the other.

    One id of each kind of row, so that an address with an id in it meets a row of its own kind.
    """
    load_sample(access=cast.access)
    rows = [model._default_manager.values_list("pk", flat=True) for model in workspace_models()]
    ours = {found.filter(workspace=cast.workspace).order_by("pk").first() for found in rows}
    theirs = {pk for found in rows for pk in found.filter(workspace=cast.other.workspace)}
    return sorted(pk for pk in ours - theirs if pk is not None)


def test_there_is_something_to_try() -> None:
    assert len(PAGES) > 20
    assert len(MACHINES) > 5


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    for path in (address.path("tea") for address in PAGES):
        answers = both_ways(Client(), path)
        assert answers, path
        for answer in answers:
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/accounts/login/?next=/w/tea/"), path


def test_a_member_of_another_workspace_finds_nothing(cast: Cast) -> None:
    client = cast.client(cast.outsider)
    for path in (address.path("tea") for address in PAGES):
        assert {answer.status_code for answer in both_ways(client, path)} == {404}, path


def test_nothing_breaks_a_page(cast: Cast, sample: list[int]) -> None:
    client = cast.client(cast.owner)
    client.raise_request_exception = False
    broken = [
        f"{answer.status_code} for {path}"
        for address in PAGES
        for path in {address.path("tea", other=pk) for pk in sample}
        for answer in both_ways(client, path)
        if answer.status_code not in (200, 302, 400, 404, 409, 422)
    ]
    assert broken == []


def test_an_id_from_elsewhere_finds_nothing(cast: Cast, sample: list[int]) -> None:
    """Ids of rows of the cast's workspace, asked for below the outsider's own."""
    client = cast.client(cast.outsider)
    found = [
        path
        for path in (
            address.path("elsewhere", other=pk)
            for address in PAGES
            if address.blanks
            for pk in sample
        )
        if client.get(path).status_code not in (404, NOT_THIS_WAY)
    ]
    assert found == []


def test_a_machine_without_a_key_is_refused(cast: Cast) -> None:
    for path in (address.path("tea") for address in MACHINES):
        assert {answer.status_code for answer in both_ways(APIClient(), path)} == {401}, path


def test_nothing_breaks_the_rest_surface(cast: Cast, sample: list[int]) -> None:
    client = cast.api()
    client.raise_request_exception = False
    broken = [
        f"{answer.status_code} for {path}"
        for address in MACHINES
        for path in {address.path("tea", other=pk) for pk in sample}
        for answer in both_ways(client, path)
        if answer.status_code >= 500
    ]
    assert broken == []


def test_what_is_in_another_workspace_is_as_if_it_did_not_exist(
    cast: Cast, sample: list[int]
) -> None:
    client = cast.api(other=True)
    for address in (each for each in MACHINES if each.blanks):
        nowhere = [
            (answer.status_code, answer.headers.get("Content-Type"))
            for answer in both_ways(client, address.path("tea", other=NOWHERE))
        ]
        for path in (address.path("tea", other=pk) for pk in sample):
            answers = both_ways(client, path)
            told = [(answer.status_code, answer.headers.get("Content-Type")) for answer in answers]
            assert told == nowhere, path
            assert not any(answer.status_code < 400 for answer in answers), path


def test_the_rest_of_the_site_is_the_way_in_or_public(cast: Cast) -> None:
    for address in OTHERS:
        path = address.path("tea")
        answers = [Client().get(path), Client().post(path)]
        assert all(answer.status_code < 500 for answer in answers), path
        if address.name in PUBLIC:
            assert answers[0].status_code == 200, path
        elif path.startswith("/operators"):
            # Not even that it is there is told: tests/security/test_operators_admin.py
            assert {answer.status_code for answer in answers} == {404}, path
        elif not path.startswith("/accounts/"):
            sent = [answer.headers.get("Location", "") for answer in answers]
            assert all(place.startswith("/accounts/login/") for place in sent), path
