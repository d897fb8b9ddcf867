"""GrowthBook's Python SDK: features and their refresh, and its tracking plugin."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from growthbook import GrowthBook
from growthbook.growthbook import feature_repo
from growthbook.plugins import growthbook_tracking_plugin

from experiments.models import Event
from tests import make
from tests.clients.conftest import VISITORS, Site, copy_of
from workspaces.models import DeliveryVersion

WAIT_SECONDS = 20


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """The SDK keeps features for the whole process."""
    feature_repo.clear_cache()
    yield
    feature_repo.clear_cache()


def book(site: Site, visitor: str, **more: Any) -> GrowthBook:
    found = GrowthBook(
        api_host=site.url, client_key=site.publishable, attributes={"id": visitor}, **more
    )
    found.load_features()
    return found


def test_it_works(site: Site) -> None:
    reader = book(site, "")
    seen = set()
    for visitor in VISITORS:
        reader.set_attributes({"id": visitor})
        found = reader.eval_feature(site.placement)
        copy = copy_of(site, visitor)
        assert found.source == "experiment"
        assert found.value == copy["parts"]
        assert found.experimentResult.key == copy["experiment"]["arm"]
        assert found.experiment.key == f"{site.experiment.key}.{copy['experiment']['phase']}"
        seen.add(found.experimentResult.key)
    assert seen == set(site.arms)


def test_a_change_arrives_at_the_next_refresh(site: Site) -> None:
    reader = book(site, "")
    assert reader.eval_feature(site.placement).value == site.parts[0]
    message = site.experiment.message
    make.make_live(message, parts={"headline": "Sundays are yours"})
    DeliveryVersion.objects.bump(message.workspace_id)
    feature_repo.clear_cache()
    reader.load_features()
    assert reader.eval_feature(site.placement).value == {"headline": "Sundays are yours"}


def test_the_plugin_reports_what_was_seen_and_done(site: Site) -> None:
    for _ in range(2):  # a second process tells the same exposures again
        for visitor in VISITORS[:4]:
            plugin = growthbook_tracking_plugin(ingestor_host=site.url, batch_size=100)
            reader = book(site, visitor, plugins=[plugin])
            reader.eval_feature(site.placement)
            reader.log_event(site.goal, {})
            plugin.cleanup()
    wanted = {("exposure", visitor) for visitor in VISITORS[:4]}
    wanted |= {("conversion", visitor) for visitor in VISITORS[:4]}
    until = time.monotonic() + WAIT_SECONDS  # the plugin sends in threads of its own
    while Event.objects.count() < len(wanted) and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(0.5)
    assert sorted(Event.objects.values_list("type", "visitor")) == sorted(wanted)
    for event in Event.objects.filter(type="exposure").select_related("arm__variant"):
        assert event.arm is not None
        assert event.arm.key == copy_of(site, event.visitor)["variant"]
