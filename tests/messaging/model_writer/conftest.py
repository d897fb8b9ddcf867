"""A workspace that writes with a model which runs on this machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

import pytest
from pytest_django import Settings

from messaging.model_writer import one_draft
from messaging.model_writer.write_with_model import (
    ModelOrder,
    request_model_drafts,
    write_with_model,
)
from messaging.models import Message, ModelCall, ModelDraft, ModelProvider
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from tests.messaging.model_writer.endpoint import Endpoint, endpoint
from workspaces.jobs import run_job
from workspaces.models import Job

KEY = "sk-proj-CanaryOfTheKey4711abcdefghij"


@pytest.fixture
def own_network(settings: Settings) -> None:
    """The operator allows this machine's loopback."""
    settings.OUTBOUND_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture
def model(own_network: None) -> Iterator[Endpoint]:
    with endpoint() as found:
        yield found


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries are of no interest but for their own test."""
    monkeypatch.setattr(one_draft, "FIRST_PAUSE", 0.01)


@dataclass
class Desk:
    """A message to write, a pain with a consented quote, a model to write with."""

    cast: Cast
    message: Message
    pain: PainPoint
    provider: ModelProvider
    model: Endpoint

    def request(self, count: int = 1, **order: Any) -> Job:
        return request_model_drafts(
            access=self.cast.access,
            message=self.message,
            order=ModelOrder(self.pain, count=count, **order),
        )

    def write(self, count: int = 1, **order: Any) -> Job:
        """Ask for drafts and do the job."""
        job = self.request(count, **order)
        run_job(job.pk, write_with_model)
        job.refresh_from_db()
        return job

    @property
    def drafts(self) -> list[ModelDraft]:
        return list(ModelDraft.objects.filter(message=self.message).order_by("pk"))

    def set(self, **values: Any) -> None:
        ModelProvider.objects.filter(pk=self.provider.pk).update(**values)


@pytest.fixture
def desk(cast: Cast, model: Endpoint) -> Desk:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(
        cast.workspace, pain, text="I lost my whole Sunday to receipts.", may_quote=True
    )
    make.make_offer(cast.workspace, pain)
    provider = ModelProvider.objects.create(
        workspace=cast.workspace, base_url=model.base_url, model="small-one", key=KEY, seconds=5
    )
    message = make.make_message(cast.workspace)
    return Desk(cast, message, pain, provider, model)


def outcomes(desk: Desk) -> list[str]:
    """How the calls ended, in their order."""
    rows = ModelCall.objects.filter(workspace=desk.cast.workspace).order_by("pk")
    return list(rows.values_list("outcome", flat=True))
