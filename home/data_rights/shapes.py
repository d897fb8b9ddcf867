"""What the JSON columns of a workspace must look like, and texts that must name something we know.

The database takes any JSON there; pages would break on what they never wrote.
"""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import available_timezones

from home.data_rights.encoding import UnfitValueError
from messaging.channels.document import KEY, DocumentError, tidy_document

Check = Callable[[Any], None]


def _texts(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise UnfitValueError("is no list of texts")


def _text_map(value: Any) -> None:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise UnfitValueError("is no list of pairs of texts")


def _map_of_text_maps(value: Any) -> None:
    if not isinstance(value, dict):
        raise UnfitValueError("is no list of corrections")
    for inner in value.values():
        _text_map(inner)


def _parts(value: Any) -> None:
    if not isinstance(value, dict):
        raise UnfitValueError("does not hold the parts of a text")
    for part in value.values():
        if not isinstance(part, str):
            _texts(part)


def _pins(value: Any) -> None:
    if not isinstance(value, dict):
        raise UnfitValueError("does not say what is pinned where")
    for places in value.values():
        fits = isinstance(places, dict) and all(type(place) is int for place in places.values())
        if not fits:
            raise UnfitValueError("does not say what is pinned where")


def _map_of_texts_by_name(value: Any) -> None:
    if not isinstance(value, dict):
        raise UnfitValueError("is no list of fields")
    for inner in value.values():
        _text_map(inner)


def _numbers(value: Any) -> None:
    if not isinstance(value, list) or not all(_is_number(each) and each >= 0 for each in value):
        raise UnfitValueError("is no list of shares")


def _plan(value: Any) -> None:
    fits = isinstance(value, dict) and set(value) <= {"size", "days", "rate", "lift", "daily"}
    if not fits or not all(_is_number(number) and number > 0 for number in value.values()):
        raise UnfitValueError("is no plan")


def _ramp(value: Any) -> None:
    fits = isinstance(value, list) and all(
        isinstance(step, list) and len(step) == 2 and all(_is_number(each) for each in step)
        for step in value
    )
    if not fits or not all(hours >= 0 and 0 < share <= 1 for hours, share in value):
        raise UnfitValueError("is no ramp")


def _rows(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise UnfitValueError("is no list of rows")


def _namespace(value: Any) -> None:
    if value == []:
        return
    fits = isinstance(value, list) and len(value) == 3 and isinstance(value[0], str)
    if not fits or not all(_is_number(each) and 0 <= each <= 1 for each in value[1:]):
        raise UnfitValueError("is no namespace")


def _object(value: Any) -> None:
    if not isinstance(value, dict):
        raise UnfitValueError("is no reading")


def _anything(value: Any) -> None:
    """What a stranger sent, kept as it came."""


def _channel(value: Any) -> None:
    """What could be a channel; whether there is one is looked at when all rows are there."""
    if not KEY.fullmatch(value):
        raise UnfitValueError(f"is “{value[:40]}”, which cannot be a channel")


def _own_channel(value: Any) -> None:
    try:
        tidy_document(value if isinstance(value, dict) else {}, key="own")
    except DocumentError as error:
        raise UnfitValueError("describes no channel") from error


def _channels(value: Any) -> None:
    _texts(value)
    for channel in value:
        _channel(channel)


def _time_zone(value: Any) -> None:
    if value not in available_timezones():
        raise UnfitValueError("is no time zone we know")


def _share(value: Any) -> None:
    if not 0 < value < 1:
        raise UnfitValueError("lies between 0 and 1")


def _part(value: Any) -> None:
    if not 0 <= value < 1:
        raise UnfitValueError("lies between 0 and 1")


def _not_negative(value: Any) -> None:
    if value < 0:
        raise UnfitValueError("is below zero")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


SHAPES: Mapping[str, Mapping[str, Check]] = {
    "workspaces.workspace": {"time_zone": _time_zone},
    "personas.persona": dict.fromkeys(
        (
            "goals",
            "motivations",
            "interests",
            "objections",
            "choice_criteria",
            "alternatives",
            "vocabulary",
            "vocabulary_rejected",
        ),
        _texts,
    ),
    "personas.evidenceimport": {
        "mapping": _text_map,
        "defaults": _text_map,
        "corrections": _map_of_text_maps,
        "speakers": _texts,
        "counted": _object,
    },
    "personas.rememberedcolumns": {"mapping": _text_map, "defaults": _text_map},
    "personas.journeystage": {"channels": _texts},
    "personas.transition": {"signals": _texts},
    "personas.mining": {"settings": _object, "counted": _object},
    "personas.candidate": {"words": _texts},
    "personas.profileversion": {"values": _object},
    "personas.weeklydigest": {"body": _object},
    "messaging.offer": {"features": _texts},
    "messaging.voice": {"banned_words": _texts, "preferred_terms": _text_map, "packs": _texts},
    "messaging.campaign": {"channels": _channels, "utm": _text_map},
    "messaging.destination": {"channel": _channel, "utm": _text_map},
    "messaging.plancell": {"channel": _channel},
    "messaging.ownchannel": {"key": _channel, "document": _own_channel, "layout": _object},
    "messaging.mergetags": {"fields": _map_of_texts_by_name, "longest": _text_map},
    "messaging.variantversion": {"parts": _parts, "pins": _pins},
    "messaging.placement": {"channel": _channel},
    "messaging.variant": {"parts": _parts, "pins": _pins},
    "messaging.askpair": {"first_texts": _texts, "second_texts": _texts},
    "experiments.reportschedule": {"recipients": _texts},
    "experiments.experiment": {
        "plan": _plan,
        "namespace": _namespace,
        "conditions": _object,
        "terms": _object,
        "ramp": _ramp,
        "holdback": _part,
        "time_zone": _time_zone,
        "alpha": _share,
        "rope": _not_negative,
    },
    "experiments.phase": {"weights": _numbers},
    "experiments.look": {"totals": _object, "analysis": _object, "carried": _object},
    "experiments.quarantinedevent": {"body": _anything},
    "experiments.deliverysettings": {"holdout": _part},
    "experiments.observedjourney": {"body": _object},
    "experiments.resonancereading": {"body": _object},
    "experiments.reconciliation": {"rows": _rows, "summary": _object},
}
