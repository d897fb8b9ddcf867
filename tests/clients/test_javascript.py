"""OpenFeature and GrowthBook in JavaScript, unchanged: the same arm on every face."""

from pathlib import Path
from typing import Any

import pytest
import requests

from experiments.models import Event
from experiments.recount import recount
from tests.clients.conftest import Site, copy_of
from tests.clients.javascript import installed, run

MANY = [f"visitor-{number}" for number in range(200)]
SOME = MANY[:6]
FACES = (
    "openfeature_server.js",
    "openfeature_web.js",
    "growthbook_features.js",
    "growthbook_remote.js",
)


@pytest.fixture(scope="session")
def clients() -> Path:
    return installed()


def expected(site: Site, visitors: list[str]) -> dict[str, list[Any]]:
    """Visitor -> arm and value, as our own face gives them."""
    answers = {visitor: copy_of(site, visitor) for visitor in visitors}
    return {
        visitor: [copy["experiment"]["arm"], copy["parts"]] for visitor, copy in answers.items()
    }


def test_it_works(site: Site, clients: Path) -> None:
    """Two hundred visitors get the same arm, and the same words, from every client."""
    wanted = expected(site, MANY)
    assert {arm for arm, _ in wanted.values()} == set(site.arms)
    for script in FACES:
        found = run(clients, script, site, MANY)["found"]
        differ = {each: found[each] for each in MANY if found[each] != wanted[each]}
        assert differ == {}, script


def test_a_flag_that_is_none_leaves_the_pages_own_words(site: Site, clients: Path) -> None:
    for script in FACES[:2]:
        nowhere = run(clients, script, site, SOME)["nowhere"]
        assert (nowhere["value"], nowhere["errorCode"]) == ({"own": 1}, "FLAG_NOT_FOUND")
    assert run(clients, FACES[2], site, SOME)["nowhere"] == "own words"


def test_a_server_is_told_that_the_visitor_is_missing(site: Site, clients: Path) -> None:
    nobody = run(clients, FACES[0], site, SOME)["nobody"]
    assert (nobody["value"], nobody["errorCode"]) == ({"own": 1}, "TARGETING_KEY_MISSING")


def test_what_a_tracking_plugin_reports_is_counted(site: Site, clients: Path) -> None:
    """Each exposure once, under the arm that copy gives, and the goal as a conversion."""
    run(clients, "growthbook_features.js", site, SOME, tracks=SOME, goal=site.goal)
    rows = Event.objects.filter(type="exposure", experiment=site.experiment, event_class="human")
    seen = dict(rows.values_list("visitor", "arm__variant__key"))
    assert seen == {visitor: arm for visitor, (arm, _) in expected(site, SOME).items()}
    assert rows.count() == len(SOME)
    assert set(
        Event.objects.filter(type="conversion", goal__key=site.goal).values_list(
            "visitor", flat=True
        )
    ) == set(SOME)
    recount(experiment=site.experiment)
    counts = site.experiment.daily_counts.filter(goal=None)
    assert sum(counts.values_list("n", flat=True)) == len(SOME)


def test_remote_evaluation_hides_what_the_visitor_does_not_get(site: Site, clients: Path) -> None:
    """The last visitor's answer names their own words, and not those of the other arm."""
    told = run(clients, "growthbook_remote.js", site, SOME)
    arm, _ = expected(site, SOME)[SOME[-1]]
    own, other = site.parts if arm == site.arms[0] else site.parts[::-1]
    said = str(told["payload"])
    assert str(own["headline"]) in said
    assert str(other["headline"]) not in said


def test_features_are_not_sent_again_while_nothing_changed(site: Site) -> None:
    first = requests.get(f"{site.url}/api/features/{site.publishable}", timeout=20)
    again = requests.get(
        f"{site.url}/api/features/{site.publishable}",
        headers={"If-None-Match": first.headers["ETag"]},
        timeout=20,
    )
    assert (first.status_code, again.status_code) == (200, 304)
