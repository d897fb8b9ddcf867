"""Copy for a visitor: one placement by GET, many by POST."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.db import DatabaseError
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
    at_stage,
    evaluate,
    recognise,
)
from experiments.delivery.preview import Ticket, preview_wording, read_preview_token
from experiments.delivery.snapshot import Snapshot, Wording
from experiments.traffic import traffic
from experiments.visitor_stages import stage_of_visitor
from personas.mapping.recognition import KINDS, MOST_VALUES, gather_signs

log = logging.getLogger(__name__)
Given = TypeVar("Given")
ATTRIBUTE = "attr."
YES = (True, "1", "true")
MAX_VISITOR = 128
MAX_PLACEMENTS = 200
NOBODY_FOUND: Mapping[str, None] = {"persona": None, "moment": None}
NOT_FOUND = "There is no placement “{}” in this workspace."
NO_PREVIEW = (
    "A preview needs a secret key, or the “preview_token” of a link that was made for this text "
    "and has not run out."
)
NOT_LIVE = "The placement “{}” has no live copy yet: approve a variant and set it live."


@delivery_view("GET")
def copy_of_placement(request: HttpRequest, caller: Caller, placement: str) -> HttpResponse:
    """GET /api/v1/copy/{placement}."""
    query = request.GET
    given = query.dict()  # of which it costs far less to ask what is not there
    if "preview" in given or "preview_token" in given:
        return _preview(request, caller, placement, given)
    assigned = tuple(query.getlist("assigned")) if "assigned" in given else ()
    snapshot = caller.snapshot
    attributes = attributes_in_query(given) if snapshot.has_conditions else None
    context = read_context(given, assigned, attributes)
    context = see_visitor(snapshot, context, signs_in_query, query)
    if "infer_stage" in given:
        context = infer_stage(caller, context, given["infer_stage"])
    try:
        evaluation = evaluate(snapshot, placement, context, caller.now)
    except UnknownPlacementError:
        return problem_response(404, "not_found", NOT_FOUND.format(placement))
    except NotLiveError:
        return problem_response(404, "not_live", NOT_LIVE.format(placement))
    traffic.count_message(snapshot.workspace_id, evaluation.message)
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
    attributes = data.get("attributes")
    if attributes is not None and not isinstance(attributes, dict):
        raise BadRequestError("invalid", "“attributes” is an object: names and values.")
    context = read_context(data, tuple(str(text) for text in assigned), attributes)
    snapshot = caller.snapshot
    context = see_visitor(snapshot, context, signs_in, data)
    context = infer_stage(caller, context, data.get("infer_stage"))
    names = _named_in(data)
    is_named = names is not None
    if names is None:
        names = [key for key, placement in snapshot.placements.items() if placement.default]
    looked_at = _preview_among(caller, data.get("preview_token"))
    found: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for name in names:
        if name in looked_at:
            found[name] = looked_at[name]
            continue
        try:
            evaluation = evaluate(snapshot, name, context, caller.now)
            found[name] = as_json(evaluation)
            if is_named:  # who asks for all there is will not show all of it
                traffic.count_message(snapshot.workspace_id, evaluation.message)
        except UnknownPlacementError:
            missing[name] = "not_found"
        except NotLiveError:
            missing[name] = "not_live"
    return cacheable_answer(
        request, {"copy": found, "missing": missing, "version": snapshot.version}
    )


def _named_in(data: Mapping[str, Any]) -> list[str] | None:
    """The placements a body names; None if it names none. Raises BadRequestError."""
    names = data.get("placements")
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadRequestError("invalid", "“placements” is a list of placement keys.")
    if len(names) > MAX_PLACEMENTS:
        raise BadRequestError("invalid", f"Ask for at most {MAX_PLACEMENTS} placements at once.")
    return names


def read_context(
    given: Mapping[str, Any],
    assigned: tuple[str, ...],
    attributes: Mapping[str, Any] | None = None,
) -> Context:
    """What a query or a body says about the visitor. Raises BadRequestError."""
    texts = {}
    for name in ("visitor", "persona", "stage", "locale", "from"):
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
        attributes=attributes,
        came_from=texts["from"],
    )


def attributes_in_query(given: Mapping[str, str]) -> dict[str, str]:
    """What a query says as ``attr.<name>``. An address has only texts; a body has other values."""
    start = len(ATTRIBUTE)
    return {name[start:]: text for name, text in given.items() if name.startswith(ATTRIBUTE)}


def infer_stage(caller: Caller, context: Context, asked: Any) -> Context:
    """``context`` at the stage where the visitor's own signals left them, if the caller asks for
    that and nothing else tells it: the only query that an answer may take, and only this way."""
    if asked not in YES or context.stage or context.moment or not context.visitor:
        return context
    if "\x00" in context.visitor:
        return context  # no visitor's id holds one, and PostgreSQL refuses to look for it
    try:
        stage = stage_of_visitor(caller.key.workspace_id, context.visitor)
    except DatabaseError:
        log.exception("A visitor's stage could not be read; copy is delivered without it.")
        stage = None
    return at_stage(context, stage) if stage else context


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


def _preview(
    request: HttpRequest, caller: Caller, placement: str, given: Mapping[str, str]
) -> HttpResponse:
    """One variant as it would be shown, whatever its state. It names no experiment, so that
    nothing shown here can be counted."""
    ticket = read_preview_token(given["preview_token"]) if "preview_token" in given else None
    variant = given.get("preview") or (ticket.variant if ticket else "")
    asked = Ticket(caller.key.workspace_id, placement, variant)
    if not caller.key.is_secret and ticket != asked:
        return problem_response(403, "permission_denied", NO_PREVIEW)
    found = preview_wording(
        workspace_id=asked.workspace_id,
        placement=placement,
        variant=variant,
        by_link=not caller.key.is_secret,
    )
    if found is None:
        detail = f"The placement “{placement}” has no variant “{variant}”."
        return problem_response(404, "not_found", detail)
    return cacheable_answer(request, _looked_at(caller, placement, *found))


def _looked_at(
    caller: Caller, placement: str, wording: Wording, message: int, language: str
) -> dict[str, Any]:
    """A preview as an answer."""
    return {
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
    }


def _preview_among(caller: Caller, token: Any) -> dict[str, Any]:
    """Placement -> the answer that the ticket of a link asks for; nothing if it asks for none."""
    ticket = read_preview_token(token) if isinstance(token, str) and token else None
    if ticket is None or ticket.workspace_id != caller.key.workspace_id:
        return {}
    place, variant = ticket.placement, ticket.variant
    found = preview_wording(
        workspace_id=ticket.workspace_id, placement=place, variant=variant, by_link=True
    )
    return {place: _looked_at(caller, place, *found)} if found else {}
