"""Only the pages on which customers answer may stand in a frame, and those know nobody."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.guards.addresses import addresses
from tests.personas.survey_answers import begin, path_of, send, ticket

FOR_CUSTOMERS = ("s/", "a/")


def may_be_framed(answer: Any) -> bool:
    policy = answer.headers.get("Content-Security-Policy", "")
    refused = "frame-ancestors 'none'" in policy
    assert refused == (answer.headers.get("X-Frame-Options") == "DENY"), answer.request
    return not refused


def test_it_works(cast: Cast) -> None:
    survey = begin(cast)
    page = Client().get(path_of(survey))
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "script-src 'none'" in page.headers["Content-Security-Policy"]
    again = send(survey, ticket="made up")
    thanks = Client().get(f"{path_of(survey)}thanks/")
    nothing = Client().get("/s/nothing/")
    assert [page.status_code, again.status_code, thanks.status_code, nothing.status_code] == [
        200,
        422,
        200,
        404,
    ]
    assert all(may_be_framed(each) for each in (page, again, thanks, nothing))


def test_only_what_customers_answer_may_be_framed(cast: Cast) -> None:
    client = cast.client(cast.owner)
    survey = begin(cast)
    framed = {
        address.route
        for address in addresses()
        if may_be_framed(client.get(address.path("tea", other=survey.pk)))
    }
    assert framed
    assert {route for route in framed if not route.startswith(FOR_CUSTOMERS)} == set()


def test_a_customers_page_does_not_know_who_is_signed_in(cast: Cast) -> None:
    survey = begin(cast)
    told = [
        re.sub(r'name="ticket" value="[^"]+"', "", client.get(path_of(survey)).text)
        for client in (Client(), cast.client(cast.owner))
    ]
    assert told[0] == told[1]
    answer = cast.client(cast.owner).get(path_of(survey))
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("origin", ["https://shop.example", "null"])
def test_an_answer_may_come_from_any_page(cast: Cast, origin: str) -> None:
    survey = begin(cast)
    client = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    assert send(survey, client=client, ticket=ticket(survey, number=origin)).status_code == 302
