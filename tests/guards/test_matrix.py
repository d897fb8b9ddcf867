"""The matrix: every address x every method x everybody x own, another's and absent objects.

The table says what each may do; what differs from it is a fault, as is a request that changes
anything although it is refused, and another workspace's object that can be told from one that
does not exist. How many combinations were tried is printed at the end of the run.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from config import urls
from config.api.errors import not_found
from config.urls import MACHINES
from experiments.delivery import registry as registry_module
from experiments.delivery.registry import registry
from tests.guards.addresses import addresses
from tests.guards.matrix import (
    Findings,
    Place,
    chunks,
    fingerprint,
    places_of_page,
    tell,
    try_other,
    try_page,
    try_rest,
)
from tests.guards.matrix_stage import CLOSED, NO_SLUG, Stage, set_stage
from tests.guards.matrix_stage import OWN as OUR_SLUG
from tests.guards.permissions_others import OTHERS, OWN
from tests.guards.permissions_pages import PAGES
from tests.guards.permissions_rest import REST
from tests.guards.tenancy import cross_workspace_rows

ADDRESSES = {address.name: address for address in addresses()}
SHOWN = 30
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    logging.disable(logging.CRITICAL)  # thousands of refusals are no news
    registry.forget()
    with django_db_blocker.unblock(), set_stage() as ready:
        yield ready
    registry.forget()
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _poll_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is delivered does not change here: allowed changes are taken back."""
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 3_600.0)


def plain_words(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not found, in the words that reached the page. The page itself, with its menus,
    would take half the time of the matrix; the last test below looks at it."""
    if request.path.startswith(MACHINES):
        return not_found(request, exception)
    return HttpResponseNotFound(str(exception))


def run(
    names: list[str],
    stage: Stage,
    attempt: Callable[[str, Findings], None],
    record_property: Callable[[str, object], None],
) -> None:
    found = Findings()
    before = fingerprint()
    for name in names:
        attempt(name, found)
    record_property("combinations", found.tried)
    if found.faults:
        several = f"{len(found.faults)} of {found.tried} differ from the table:"
        pytest.fail("\n".join([several, *found.faults[:SHOWN]]), pytrace=False)
    assert fingerprint() == before
    assert cross_workspace_rows() == []


@pytest.mark.parametrize("names", chunks(PAGES, 6), ids=lambda names: f"from-{names[0]}")
def test_pages_hold_to_the_table(
    stage: Stage,
    names: list[str],
    record_property: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(urls, "handler404", plain_words)
    run(
        names,
        stage,
        lambda name, found: try_page(ADDRESSES[name], PAGES[name], stage, found),
        record_property,
    )


@pytest.mark.parametrize("names", chunks(REST, 4), ids=lambda names: f"from-{names[0]}")
def test_addresses_for_programs_hold_to_the_table(
    stage: Stage, names: list[str], record_property: Callable[[str, object], None]
) -> None:
    run(
        names,
        stage,
        lambda name, found: try_rest(ADDRESSES[name], REST[name], stage, found),
        record_property,
    )


def test_addresses_outside_workspaces_hold_to_the_table(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    run(
        list(OTHERS),
        stage,
        lambda name, found: try_other(ADDRESSES[name], OTHERS[name], stage, found),
        record_property,
    )


@pytest.mark.parametrize("name", ["workspace-restore", "workspace-delete"])
def test_only_an_owner_brings_back_or_deletes_a_workspace(stage: Stage, name: str) -> None:
    """Anybody else hears that there is none, archived or not."""
    for caller in stage.people[2:]:
        for slug in (OUR_SLUG, CLOSED, NO_SLUG):
            answer = caller.ask("POST", ADDRESSES[name].path(slug))
            owns = caller.name == "owner" and slug != NO_SLUG
            assert (answer.status_code == 404) != owns, (caller.name, slug, answer.status_code)
            if not owns:
                assert caller.written == [], (caller.name, slug)


@pytest.mark.parametrize("name", OWN)
def test_a_stranger_finds_nobodys_own_pages(stage: Stage, name: str) -> None:
    for caller in stage.people[:2]:
        for method in ("GET", "POST"):
            answer = caller.ask(method, ADDRESSES[name].path(""))
            assert answer.status_code == 302, (caller.name, method)
            assert answer.headers["Location"].startswith("/accounts/login/"), (caller.name, method)


def test_the_operators_admin_is_not_there_for_anybody_else(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    """A stranger and a member hear the same as at an address that does not exist."""
    found = Findings()
    for address in (each for each in addresses() if each.route.startswith("operators")):
        for caller in stage.people:
            for method in ("GET", "POST"):
                place = Place("admin", address.path("", other=1), (), real=False)
                status = tell(caller, method, place, found)[0]
                found.expect(status == 404, caller, method, place, f"answered {status}")
    record_property("combinations", found.tried)
    assert found.tried > 100
    assert found.faults == []


@pytest.mark.parametrize("who", ["owner", "a member of another workspace"])
def test_the_page_of_what_is_not_there_is_the_same(
    stage: Stage, who: str, record_property: Callable[[str, object], None]
) -> None:
    """Word for word, whether the row is another workspace's or nobody's."""
    found = Findings()
    caller = stage.caller(who)
    for name, row in PAGES.items():
        if row.of and "GET" in row.methods:
            places = places_of_page(ADDRESSES[name], row, stage)[1:3]
            told = [tell(caller, "GET", place, found) for place in places]
            assert told[0] == told[1], places[0].path
            assert told[0][0] == 404
    assert found.tried > 30
    record_property("combinations", found.tried)
