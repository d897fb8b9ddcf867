"""Clients that exist already, against our site over real HTTP: they must work unchanged.

``site`` is what an engineer has in hand: an address, two keys, and a placement in which an
experiment of two arms runs. Nothing of the client or of the site is replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from pytest_django.live_server_helper import LiveServer

from experiments.delivery import registry as registry_module
from experiments.delivery.registry import registry
from experiments.models import Experiment
from tests.conftest import Cast
from tests.experiments.scenes import running
from workspaces.keys import create_key
from workspaces.models import ApiKey

VISITORS = [f"visitor-{number}" for number in range(24)]
"""Enough that both arms are among them, few enough to ask for one by one."""


@dataclass(frozen=True)
class Site:
    """A site with a running experiment, as a client of it knows it.

    ``arms`` are the keys of the variants, the control first; ``parts`` what each says; ``goal``
    the key of the experiment's primary goal.
    """

    url: str
    publishable: str
    secret: str
    placement: str
    experiment: Experiment
    arms: tuple[str, ...]
    parts: tuple[dict[str, object], ...]
    goal: str


@pytest.fixture(autouse=True)
def _fresh_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll on every request, so that nobody waits half a second for a change."""
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 0.0)
    registry.forget()


@pytest.fixture
def site(live_server: LiveServer, cast: Cast) -> Iterator[Site]:
    experiment = running(cast)
    arms = list(experiment.arms.select_related("variant").order_by("position"))
    keys = {
        kind: create_key(access=cast.access, name=kind, kind=kind)[1]
        for kind in (ApiKey.Kind.PUBLISHABLE, ApiKey.Kind.SECRET)
    }
    yield Site(
        url=live_server.url,
        publishable=keys[ApiKey.Kind.PUBLISHABLE],
        secret=keys[ApiKey.Kind.SECRET],
        placement=experiment.message.placement.key,
        experiment=experiment,
        arms=tuple(arm.key for arm in arms),
        parts=tuple(dict(arm.variant.parts) for arm in arms),
        goal=experiment.experiment_goals.get().goal.key,
    )
    registry.forget()


def copy_of(site: Site, visitor: str) -> dict[str, Any]:
    """What our own face of delivery answers a visitor, to compare a client with."""
    answer = requests.get(
        f"{site.url}/api/v1/copy/{site.placement}",
        {"visitor": visitor},
        headers={"Authorization": f"Bearer {site.publishable}"},
        timeout=20,
    )
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body
