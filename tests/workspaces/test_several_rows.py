"""Fields of programs that name several rows: one query, a limit, and another's row is none."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.conftest import Cast
from workspaces.api.views import MOST_AT_ONCE

URL = "/api/v1/exports/"


def ask(cast: Cast, placements: Any) -> Any:
    return cast.api().post(URL, {"placements": placements}, format="json")


def lookups(cast: Cast, placements: list[int]) -> int:
    """Queries that look the places up by their ids and nothing else."""
    with CaptureQueriesContext(connection) as context:
        assert ask(cast, placements).status_code == 202
    table = 'FROM "messaging_placement" WHERE'
    return sum(table in query["sql"] for query in context.captured_queries)


def test_it_works(cast: Cast) -> None:
    places = [make.make_live(make.make_message(cast.workspace)).message.placement for _ in range(4)]
    keys = [place.pk for place in places]
    answer = ask(cast, [keys[1], keys[0], str(keys[1])])
    assert answer.status_code == 202
    assert lookups(cast, keys[:1]) == lookups(cast, keys) == 1


@pytest.mark.parametrize("odd", [True, 1.5, None, [], {}, "x", "²"])
def test_what_is_no_id(cast: Cast, odd: Any) -> None:
    answer = ask(cast, [odd])
    assert answer.status_code == 400
    assert "Incorrect type" in answer.content.decode()


@pytest.mark.parametrize("nobodys", [0, -1, 987_654_321, 2**63, 10**30, "007"])
def test_a_row_there_is_not(cast: Cast, nobodys: Any) -> None:
    answer = ask(cast, [nobodys])
    assert answer.status_code == 400
    assert "does not exist" in answer.content.decode()


def test_there_is_a_limit(cast: Cast) -> None:
    answer = ask(cast, list(range(1, MOST_AT_ONCE + 2)))
    assert answer.status_code == 400
    assert "At most 1,000 at once." in answer.content.decode()
    assert "list" in ask(cast, "all").content.decode()
