"""The OpenFeature Remote Evaluation Protocol 0.3.0: a flag is a placement, its value the parts.

So any OpenFeature client with an OFREP provider fetches copy without a library of ours.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from experiments.api.copy import (
    MAX_VISITOR,
    NOT_FOUND,
    NOT_LIVE,
    infer_stage,
    read_moment,
    see_visitor,
    signs_in,
)
from experiments.api.door import (
    BadRequestError,
    Caller,
    answer,
    cacheable_answer,
    delivery_view,
    json_object,
)
from experiments.delivery.evaluator import (
    Context,
    Evaluation,
    NotLiveError,
    UnknownPlacementError,
    evaluate,
)
from experiments.traffic import traffic


class FlagError(ValueError):
    """An error of the protocol, with its code."""

    def __init__(self, code: str, details: str) -> None:
        super().__init__(details)
        self.code, self.details = code, details

    def as_json(self) -> dict[str, str]:
        return {"errorCode": self.code, "errorDetails": self.details}


@delivery_view("POST")
def evaluate_flag(request: HttpRequest, caller: Caller, key: str) -> HttpResponse:
    """POST /ofrep/v1/evaluate/flags/{key}."""
    try:
        context = _read_context(caller, request.body)
        evaluation = evaluate(caller.snapshot, key, context, caller.now)
    except FlagError as error:
        return answer({"key": key, **error.as_json()}, status=400)
    except UnknownPlacementError:
        return _not_found(key, NOT_FOUND.format(key))
    except NotLiveError:
        return _not_found(key, NOT_LIVE.format(key))
    traffic.count_message(caller.snapshot.workspace_id, evaluation.message)
    return answer(as_flag(evaluation))


@delivery_view("POST")
def evaluate_flags(request: HttpRequest, caller: Caller) -> HttpResponse:
    """POST /ofrep/v1/evaluate/flags: every live placement."""
    try:
        context = _read_context(caller, request.body)
    except FlagError as error:
        return answer(error.as_json(), status=400)
    snapshot = caller.snapshot
    flags = [
        as_flag(evaluate(snapshot, key, context, caller.now))
        for key, placement in snapshot.placements.items()
        if placement.default is not None
    ]
    return cacheable_answer(request, {"flags": flags, "metadata": {"version": snapshot.version}})


def as_flag(evaluation: Evaluation) -> dict[str, Any]:
    """A successful evaluation; its metadata repeat what an exposure event has to say."""
    metadata: dict[str, bool | str | int] = {
        "message": evaluation.message,
        "language": evaluation.language,
        "version": evaluation.version,
    }
    if evaluation.recognised.persona:
        metadata["recognised_persona"] = evaluation.recognised.persona
    if evaluation.recognised.moment:
        metadata["recognised_moment"] = evaluation.recognised.moment
    if evaluation.assignment is not None:
        metadata |= {
            "experiment": evaluation.assignment.experiment,
            "phase": evaluation.assignment.phase,
            "arm": evaluation.assignment.arm,
            "assigned": str(evaluation.assignment),
        }
    return {
        "key": evaluation.placement,
        "value": evaluation.parts,
        "reason": evaluation.reason,
        "variant": evaluation.variant,
        "metadata": metadata,
    }


def _not_found(key: str, details: str) -> HttpResponse:
    data = {"key": key, "errorCode": "FLAG_NOT_FOUND", "errorDetails": details}
    return answer(data, status=404)


def _read_context(caller: Caller, body: bytes) -> Context:
    """The evaluation context of a request, with whom the rules recognise. Raises FlagError."""
    try:
        data = json_object(body)
    except BadRequestError as error:
        raise FlagError("PARSE_ERROR", error.detail) from error
    given = data.get("context")
    if given is None:
        raise FlagError("TARGETING_KEY_MISSING", "The context with its targetingKey is missing.")
    if not isinstance(given, dict):
        raise FlagError("INVALID_CONTEXT", "The context must be an object.")
    visitor = given.get("targetingKey")
    if visitor is None or visitor == "":
        raise FlagError("TARGETING_KEY_MISSING", "The context has no targetingKey.")
    if not isinstance(visitor, str) or len(visitor) > MAX_VISITOR:
        details = f"The targetingKey must be a text of at most {MAX_VISITOR} characters."
        raise FlagError("INVALID_CONTEXT", details)
    texts = {name: given.get(name) for name in ("persona", "stage", "locale", "from")}
    for name, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise FlagError("INVALID_CONTEXT", f"“{name}” must be a text.")
    context = Context(
        visitor,
        texts["persona"] or None,
        texts["stage"] or None,
        texts["locale"] or None,
        _assigned(given.get("assigned")),
        read_moment(given.get("moment")),
        attributes=given,
        came_from=texts["from"] or None,
    )
    context = see_visitor(caller.snapshot, context, signs_in, given)
    return infer_stage(caller, context, given.get("infer_stage"))


def _assigned(value: Any) -> tuple[str, ...]:
    """Earlier assignments: one text (several with blanks between), or a list of texts."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise FlagError("INVALID_CONTEXT", "“assigned” must be a text or a list of texts.")
