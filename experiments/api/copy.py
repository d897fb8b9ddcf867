"""Copy for a visitor: one placement by GET, many by POST."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict

from config.api.errors import problem_response
from experiments.api.door import (
    BadRequestError,
    Caller,
    cacheable_answer,
    delivery_view,
    json_object,
)
from experiments.delivery.evaluator import (
    NOBODY,
    Context,
    Evaluation,
    NotLiveError,
    UnknownPlacementError,
    evaluate,
    recognise,
)
from experiments.delivery.preview import preview_wording
from experiments.delivery.snapshot import Snapshot
from experiments.traffic import traffic
from personas.mapping.recognition import KINDS, MOST_VALUES, gather_signs

Given = TypeVar("Given")
MAX_VISITOR = 128
MAX_PLACEMENTS = 200
NOBODY_FOUND: Mapping[str, None] = {"persona": None, "moment": None}
NOT_FOUND = "There is no placement “{}” in this workspace."
NOT_LIVE = "The placement “{}” has no live copy yet: approve a variant and set it live."


@delivery_view("GET")
def copy_of_placement(request: HttpRequest, caller: Caller, placement: str) -> HttpResponse:
    """GET /api/v1/copy/{placement}."""
    query = request.GET
    given = query.dict()  # of which it costs far less to ask what is not there
    if "preview" in given:
        return _preview(request, caller, placement, given["preview"])
    assigned = tuple(query.getlist("assigned")) if "assigned" in given else ()
    snapshot = caller.snapshot
    context = see_visitor(snapshot, read_context(given, assigned), signs_in_query, query)
    try:
        evaluation = evaluate(snapshot, placement, context, caller.now)
    except UnknownPlacementError:
        return problem_response(404, "not_found", NOT_FOUND.format(placement))
    except NotLiveError:
        return problem_response(404, "not_live", NOT_LIVE.format(placement))
    return cacheable_answer(request, as_json(evaluation))


@delivery_view("POST")
def copy_of_many(request: HttpRequest, caller: Caller) -> HttpResponse:
    """POST /api/v1/copy: the placements named, or all that are live."""
    data = json_object(request.body)
    assigned = data.get("assigned") or []
    if isinstance(assigned, str):
        assigned = [assigned]
    if not isinstance(assigned, list):
        raise BadRequestError("invalid", "“assigned” is a list of texts from earlier answers.")
    context = read_context(data, tuple(str(text) for text in assigned))
    snapshot = caller.snapshot
    context = see_visitor(snapshot, context, signs_in, data)
    names = data.get("placements")
    if names is None:
        names = [key for key, placement in snapshot.placements.items() if placement.default]
    elif not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadRequestError("invalid", "“placements” is a list of placement keys.")
    elif len(names) > MAX_PLACEMENTS:
        raise BadRequestError("invalid", f"Ask for at most {MAX_PLACEMENTS} placements at once.")
    found: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            found[name] = as_json(evaluate(snapshot, name, context, caller.now))
        except UnknownPlacementError:
            missing[name] = "not_found"
        except NotLiveError:
            missing[name] = "not_live"
    return cacheable_answer(
        request, {"copy": found, "missing": missing, "version": snapshot.version}
    )


def read_context(given: Mapping[str, Any], assigned: tuple[str, ...]) -> Context:
    """What a query or a body says about the visitor. Raises BadRequestError."""
    texts = {}
    for name in ("visitor", "persona", "stage", "locale"):
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            raise BadRequestError("invalid", f"“{name}” must be a text.")
        texts[name] = value or None
    visitor = texts["visitor"] or ""
    if len(visitor) > MAX_VISITOR:
        raise BadRequestError(
            "invalid", f"“visitor” must have at most {MAX_VISITOR} characters: send a hash."
        )
    return Context(
        visitor,
        texts["persona"],
        texts["stage"],
        texts["locale"],
        assigned,
        read_moment(given.get("moment")),
    )


def read_moment(value: Any) -> int | None:
    """The number of a moment that a caller names; what is none counts as not named."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def signs_in(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The signs in a body: a text each, or a list of texts. Anything else is no sign."""
    for kind in KINDS:
        value = given.get(kind)
        if isinstance(value, str):
            yield kind, value
        elif isinstance(value, list):
            yield from ((kind, text) for text in value[:MOST_VALUES] if isinstance(text, str))


def signs_in_query(given: QueryDict) -> Iterator[tuple[str, str]]:
    """The signs in a query, each as often as it is there."""
    return ((kind, text) for kind in KINDS if kind in given for text in given.getlist(kind))


def see_visitor(
    snapshot: Snapshot,
    context: Context,
    signs: Callable[[Given], Iterable[tuple[str, str]]],
    given: Given,
) -> Context:
    """``context`` with whom the workspace's rules recognise, which is counted. ``signs`` are only
    looked for where there are rules."""
    if snapshot.recogniser.kinds:
        context = recognise(snapshot, context, gather_signs(signs(given)))
    elif context.moment is not None:
        context = recognise(snapshot, context, {})
    persona, moment = context.persona, context.moment
    traffic.count(
        snapshot.workspace_id,
        persona if persona in snapshot.personas else "",
        moment if moment in snapshot.moments else None,
    )
    return context


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The answer for one placement, as documented for engineers."""
    assignment, recognised = evaluation.assignment, evaluation.recognised
    return {
        "placement": evaluation.placement,
        "message": evaluation.message,
        "variant": evaluation.variant,
        "language": evaluation.language,
        "parts": evaluation.parts,
        "experiment": (
            None
            if assignment is None
            else {
                "key": assignment.experiment,
                "arm": assignment.arm,
                "phase": assignment.phase,
            }
        ),
        "assigned": evaluation.assigned,
        "recognised": (
            NOBODY_FOUND
            if recognised is NOBODY
            else {"persona": recognised.persona, "moment": recognised.moment}
        ),
        "reason": evaluation.reason,
        "version": evaluation.version,
    }


def _preview(request: HttpRequest, caller: Caller, placement: str, variant: str) -> HttpResponse:
    """One variant as it would be shown, whatever its state. It names no experiment, so that
    nothing shown here can be counted."""
    if not caller.key.is_secret:
        return problem_response(403, "permission_denied", "A preview needs a secret key.")
    found = preview_wording(
        workspace_id=caller.key.workspace_id, placement=placement, variant=variant
    )
    if found is None:
        detail = f"The placement “{placement}” has no variant “{variant}”."
        return problem_response(404, "not_found", detail)
    wording, message, language = found
    return cacheable_answer(
        request,
        {
            "placement": placement,
            "message": message,
            "variant": wording.key,
            "language": language,
            "parts": wording.parts,
            "experiment": None,
            "assigned": None,
            "recognised": NOBODY_FOUND,
            "reason": "PREVIEW",
            "version": caller.snapshot.version,
        },
    )
