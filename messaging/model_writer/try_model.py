"""The test button: one tiny structured answer, really asked for, and told in plain words."""

import json
from typing import Any

from django.utils import timezone

from messaging.model_writer.asking import Reply, ask
from messaging.model_writer.constants import SLOW_SECONDS, TRIAL_TOKENS
from messaging.model_writer.manner import Manner
from messaging.model_writer.refusals import AskError
from messaging.model_writer.spending import (
    CapReachedError,
    NoModelError,
    Outcome,
    reserve,
    settle,
    settle_failure,
)
from messaging.model_writer.tokens import estimate_messages
from messaging.models import ModelProvider
from workspaces.jobs import JobFailed, JobRun

MESSAGES = (
    {"role": "system", "content": 'Answer with one JSON object like {"answer": "yes"}.'},
    {"role": "user", "content": "Are you there? Say yes."},
)
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string", "maxLength": 40}},
    "required": ["answer"],
    "additionalProperties": False,
}


def try_model(run: JobRun) -> dict[str, Any]:
    """The job. Its result says what came back, and the provider remembers it."""
    run.progress(0, 1, "Asking the model")
    estimate = estimate_messages(MESSAGES)
    try:
        call, endpoint = reserve(
            run.access, job=run.job, tokens_in=estimate, tokens_out=TRIAL_TOKENS, is_trial=True
        )
    except (NoModelError, CapReachedError) as error:
        raise JobFailed(str(error)) from error
    try:
        reply = ask(endpoint, messages=MESSAGES, schema=SCHEMA, most_out=TRIAL_TOKENS)
    except AskError as error:
        settle_failure(run.access, call, said=error.message, may_cost=error.may_cost)
        _remember(run, error.message)
        raise JobFailed(error.message) from error
    told, is_usable = _told(reply)
    outcome = Outcome.USED if is_usable else Outcome.NONSENSE
    settle(run.access, call, outcome=outcome, reply=reply, said="" if is_usable else told)
    _remember(run, told)
    return {"title": f"Test of {endpoint.model}", "told": told, "works": is_usable}


def _told(reply: Reply) -> tuple[str, bool]:
    """What to say of ``reply``, and whether one can write with such a model."""
    took = f"{reply.seconds:.1f} seconds, {reply.tokens_in + reply.tokens_out:,} tokens"
    took += " by our estimate, since it does not count them" if reply.is_estimated else ""
    if reply.refusal:
        return f"It answered, but refused: {reply.refusal} ({took})", False
    try:
        document = json.loads(reply.text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or set(document) != {"answer"}:
        cut = " It may be one that thinks at length first." if reply.is_cut else ""
        return f"It answers, but not in the form it was asked for ({took}).{cut}", False
    told = f"It works: {took}."
    if reply.manner.shape not in ("schema", "schema without lengths"):
        told += (
            " It does not take a schema, so more of its answers will have to be asked for twice."
        )
    elif reply.manner != Manner():
        told += " It takes a schema without lengths; we check those ourselves."
    if reply.seconds > SLOW_SECONDS:
        told += " That is slow: ten drafts will take many minutes."
    return told, True


def _remember(run: JobRun, told: str) -> None:
    ModelProvider.objects.for_workspace(run.access.workspace).update(
        tested_at=timezone.now(), test_outcome=told[:300]
    )
