"""Read what senders tell us: a body of bytes to events, each with its own fault if it has one.

Pure. A bad event never costs its neighbours anything: whatever is wrong with one becomes a Fault
at its index, and only a body that is no list of events at all is refused as a whole.
"""

import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from experiments.constants import (
    MAX_AGE,
    MAX_AGE_OF_LATE_GOALS,
    MAX_AHEAD,
    MAX_BATCH_BYTES,
    MAX_EVENT_BYTES,
    MAX_EVENTS,
)
from experiments.delivery.faults import Fault, FaultError
from experiments.delivery.persons import person_of
from experiments.delivery.senders import Sender, class_of
from experiments.delivery.snapshot import ExperimentSnapshot, PhaseSnapshot, Snapshot

__all__ = ["BatchError", "Fault", "ParsedEvent", "Sender", "parse_event", "read_batch", "unpack"]

TYPES = ("exposure", "conversion", "signal")
MAX_VISITOR = 128
MAX_NAME = 80
MAX_VALUE = 1e12
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class BatchError(ValueError):
    """The whole body cannot be taken; ``code`` and ``status`` for the answer."""

    def __init__(self, code: str, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.code, self.detail, self.status = code, detail, status


class ParsedEvent(NamedTuple):
    """One event with everything it names found; ids are those of our rows.

    A tuple, since thousands are made a second, and a frozen dataclass takes twice as long.
    """

    id: UUID
    type: str
    event_class: str
    visitor: str
    at: datetime
    experiment: int | None = None
    phase: int | None = None
    arm: int | None = None
    goal: int | None = None
    value: float | None = None
    name: str = ""
    simulated: bool = False
    person: str = ""


def unpack(body: bytes, encoding: str) -> bytes:
    """The body without its content encoding. Raises BatchError."""
    if encoding in ("", "identity"):
        if len(body) > MAX_BATCH_BYTES:
            raise BatchError("too_large", "The batch is too large: send fewer events.", 413)
        return body
    if encoding != "gzip":
        raise BatchError("unsupported_encoding", "Send the body plain or with gzip.", 415)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, MAX_BATCH_BYTES)
        is_complete = unpacker.eof
    except zlib.error as error:
        raise BatchError("parse_error", f"The body is no gzip: {error}.") from error
    if not is_complete:
        if len(data) >= MAX_BATCH_BYTES:
            raise BatchError("too_large", "The batch is too large: send fewer events.", 413)
        raise BatchError("parse_error", "The gzip body ends too early.")
    return data


def read_batch(body: bytes) -> list[Any]:
    """The raw events of {"events": [...]}. Raises BatchError."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        # One event with NaN or half a surrogate pair makes strict JSON fail; the lenient reader
        # lets its neighbours through, and that event gets its own fault below.
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise BatchError("parse_error", f"The body is no JSON: {error}.") from error
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        raise BatchError("parse_error", "The body must be {“events”: [...]}.")
    if len(events) > MAX_EVENTS:
        raise BatchError("too_many_events", f"Send at most {MAX_EVENTS} events at once.", 413)
    return events


def parse_event(
    raw: Any, *, snapshot: Snapshot, received_at: datetime, sender: Sender
) -> ParsedEvent | Fault:
    """One event as told, checked and with its keys looked up in the snapshot."""
    try:
        return _parse(raw, snapshot, received_at, sender)
    except FaultError as error:
        return error.fault


def _parse(raw: Any, snapshot: Snapshot, received_at: datetime, sender: Sender) -> ParsedEvent:
    if not isinstance(raw, dict):
        raise FaultError("not_an_object", "An event is a JSON object.")
    event_id = _uuid(raw.get("id"))
    kind = raw.get("type")
    if kind not in TYPES:
        raise FaultError("unknown_type", f"“type” is one of {', '.join(TYPES)}.")
    person = person_of(raw, sender)
    visitor = _visitor(raw, kind, person, sender)
    oldest = MAX_AGE_OF_LATE_GOALS if kind == "conversion" and sender.is_trusted else MAX_AGE
    at = _moment(raw.get("at"), received_at, oldest)
    event_class = class_of(raw, sender)
    simulated = raw.get("simulated", False)
    if not isinstance(simulated, bool):
        raise FaultError("bad_simulated", "“simulated” is true or false.")
    _check_size(raw)
    experiment = phase = arm = goal = value = None
    name = ""
    if kind == "exposure":
        experiment, phase, arm = _exposure(raw, snapshot, at)
    elif kind == "conversion":
        goal, value = _conversion(raw, snapshot, sender)
    else:
        name = _text(raw, "name", MAX_NAME)
    return ParsedEvent(
        event_id,
        kind,
        event_class,
        visitor,
        at,
        experiment,
        phase,
        arm,
        goal,
        value,
        name,
        simulated,
        person,
    )


def _visitor(raw: dict[str, Any], kind: str, person: str, sender: Sender) -> str:
    """The visitor; empty for a conversion of which a server knows the person alone."""
    if kind == "conversion" and person and raw.get("visitor") in (None, ""):
        if sender.is_trusted:
            return ""
        raise FaultError(
            "secret_key_needed", "Only a secret key may name a person without a visitor."
        )
    return _text(raw, "visitor", MAX_VISITOR)


def _uuid(value: Any) -> UUID:
    if value is None:
        raise FaultError("missing_id", "Give each event an “id”: a UUID you made.")
    if isinstance(value, str) and len(value) in (32, 36):
        try:
            return UUID(value)
        except ValueError:
            pass
    raise FaultError("bad_id", "“id” must be a UUID.")


def _text(raw: dict[str, Any], field: str, longest: int) -> str:
    value = raw.get(field)
    if value is None or value == "":
        raise FaultError(f"missing_{field}", f"“{field}” is missing.")
    if not isinstance(value, str):
        raise FaultError(f"bad_{field}", f"“{field}” must be a text.")
    if len(value) > longest:
        raise FaultError(f"bad_{field}", f"“{field}” has more than {longest} characters.")
    if CONTROL.search(value):
        raise FaultError(f"bad_{field}", f"“{field}” holds characters that are no text.")
    return value


def _moment(value: Any, received_at: datetime, oldest: timedelta) -> datetime:
    """When it happened, in UTC; when it was received if the sender does not say."""
    if value is None:
        return received_at
    if not isinstance(value, str) or len(value) > 40:
        raise FaultError("bad_at", "“at” must be a time such as 2026-11-22T10:00:00Z.")
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise FaultError("bad_at", "“at” must say its offset from UTC, such as Z or +01:00.")
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FaultError("bad_at", "“at” must be a time such as 2026-11-22T10:00:00Z.") from error
    if moment > received_at + MAX_AHEAD:
        raise FaultError("in_future", "“at” lies in the future: check the sender's clock.")
    if moment < received_at - oldest:
        raise FaultError("too_old", f"“at” lies more than {oldest.days} days back.")
    return moment


def _check_size(raw: dict[str, Any]) -> None:
    size = 0
    for value in raw.values():
        if type(value) is str:
            size += len(value)
    if len(raw) > 20 or size > MAX_EVENT_BYTES:
        raise FaultError("event_too_large", f"An event has at most {MAX_EVENT_BYTES} bytes.")


def _exposure(raw: dict[str, Any], snapshot: Snapshot, at: datetime) -> tuple[int, int, int]:
    """Ids of experiment, phase and arm."""
    key = _text(raw, "experiment", MAX_NAME)
    experiment = snapshot.experiments.get(key)
    if experiment is None:
        raise FaultError("unknown_experiment", f"No experiment “{key}” takes events.")
    arm = experiment.arms_by_key.get(_text(raw, "arm", MAX_NAME))
    if arm is None:
        raise FaultError("unknown_arm", "The experiment has no such arm.")
    return experiment.id, _phase(raw.get("phase"), experiment, at).id, arm.id


def _phase(number: Any, experiment: ExperimentSnapshot, at: datetime) -> PhaseSnapshot:
    if number is None:
        open_then = experiment.phase_at(at)
        if open_then is None:
            raise FaultError("no_open_phase", "No phase of the experiment was open at that time.")
        return open_then
    if isinstance(number, bool) or not isinstance(number, int):
        raise FaultError("bad_phase", "“phase” must be a whole number.")
    phase = experiment.phases.get(number)
    if phase is None:
        raise FaultError("unknown_phase", "The experiment has no such phase.")
    return phase


def _conversion(
    raw: dict[str, Any], snapshot: Snapshot, sender: Sender
) -> tuple[int, float | None]:
    """Id of the goal, and the value if one is given."""
    key = _text(raw, "goal", MAX_NAME)
    goal = snapshot.goals.get(key)
    if goal is None:
        raise FaultError("unknown_goal", f"There is no goal “{key}”.")
    if goal.secret_only and not sender.is_trusted:
        raise FaultError("secret_key_needed", f"“{key}” is reported by servers, with a secret key.")
    value = raw.get("value")
    if value is None:
        if goal.is_value:
            raise FaultError("missing_value", f"The goal “{key}” needs a “value”.")
        return goal.id, None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FaultError("bad_value", "“value” must be a number.")
    if not abs(value) <= MAX_VALUE:  # said this way round, it catches what is no number too
        raise FaultError("bad_value", "“value” is out of reach.")
    return goal.id, float(value)
