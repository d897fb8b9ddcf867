"""POST /api/v1/events: what visitors were shown and what they did."""

from django.http import HttpRequest, HttpResponse

from experiments.api.door import BadRequestError, Caller, answer, charge, delivery_view
from experiments.delivery.events import BatchError, Sender, read_batch, unpack
from experiments.intake import ACCEPTED, DUPLICATE, REJECTED, EventResult, take_in
from workspaces.access import REPORT

EVENTS_A_CALL = 10
"""So many events cost about as much as fetching copy once, and count as that against the limit."""


@delivery_view("POST", permission=REPORT)
def take_events(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Store a batch. 200 as soon as it could be read; the results say what became of each event."""
    try:
        encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
        events = read_batch(unpack(request.body, encoding))
    except BatchError as error:
        raise BadRequestError(error.code, error.detail, error.status) from error
    charge(caller.key, len(events) / EVENTS_A_CALL - 1)
    results = take_in(
        workspace_id=caller.key.workspace_id,
        events=events,
        received_at=caller.now,
        sender=Sender(caller.key.is_secret, request.META.get("HTTP_USER_AGENT", "")),
    )
    return answer(summary(results))


def summary(results: list[EventResult]) -> dict[str, object]:
    """The answer: how many of each, and a result for every event."""
    by_status = {
        status: sum(result.status == status for result in results)
        for status in (ACCEPTED, DUPLICATE, REJECTED)
    }
    return {**by_status, "results": [as_json(result) for result in results]}


def as_json(result: EventResult) -> dict[str, object]:
    data: dict[str, object] = {
        "index": result.index,
        "id": result.id,
        "status": result.status,
    }
    if result.code is not None:
        data |= {"code": result.code, "detail": result.detail}
    return data
