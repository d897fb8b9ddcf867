"""A row of the database as a line of JSON, and back.

Written: the row's number and its columns by name; a key to another row is that row's number, a key
to a person their address, a file the name of its copy in the zip. Read: every value is checked as
the model would check it, for whoever packed the zip may have written anything.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime

from home.data_rights.portable import points_to_person
from home.data_rights.portable_model import Portable

Decode = Callable[[Any], Any]


class UnfitValueError(ValueError):
    """A value that the column does not take; the message says what it should be."""


def file_member(portable: Portable, number: int) -> str:
    """Where in the zip the file of a row lies."""
    return f"files/{portable.label}/{number}"


@dataclass(frozen=True)
class Column:
    """One column as it is written. ``path`` is what to ask the database for."""

    name: str
    path: str
    is_file: bool = False


def columns_of(portable: Portable) -> list[Column]:
    return [
        Column(
            each.name,
            f"{each.name}__email" if points_to_person(each) else each.attname,
            isinstance(each, models.FileField),
        )
        for each in portable.fields()
    ]


def encoded(value: Any) -> Any:
    """A value of a column as JSON takes it."""
    if value is None or isinstance(value, (str, int, bool, list, dict)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def decoders_of(portable: Portable) -> dict[str, Decode]:
    """What reads each plain column of a model: not keys to rows, people or files."""
    return {
        each.name: _decoder(each)
        for each in portable.fields()
        if not each.is_relation and not isinstance(each, models.FileField)
    }


def _decoder(column: "models.Field[Any, Any]") -> Decode:
    read = _reader(column)
    choices = frozenset(value for value, _ in column.flatchoices) if column.choices else None
    if choices is not None and column.blank:
        choices |= {""}
    validators = [v for v in column.validators if not isinstance(v, MaxLengthValidator)]
    length, required = column.max_length, not column.blank
    is_text = isinstance(column, (models.CharField, models.TextField))

    def decode(value: Any) -> Any:
        if value is None:
            if not column.null:
                raise UnfitValueError("may not be empty")
            return None
        value = read(value)
        if is_text:
            if length is not None and len(value) > length:
                raise UnfitValueError(f"is longer than {length} characters")
            if value == "":
                if required:
                    raise UnfitValueError("may not be empty")
                return value
        if choices is not None:
            if value not in choices:
                raise UnfitValueError("is none of the values we know")
            return value
        for validate in validators:
            try:
                validate(value)
            except ValidationError as error:
                raise UnfitValueError("; ".join(error.messages)) from error
        return value

    return decode


def _reader(column: "models.Field[Any, Any]") -> Decode:
    for kinds, read in READERS:
        if isinstance(column, kinds):
            return read
    raise TypeError(f"{column} is of a kind that no export has held yet: say how it is read.")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnfitValueError("is no text")
    if "\x00" in value:
        raise UnfitValueError("holds a character that no text has")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise UnfitValueError("holds half a character") from error
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnfitValueError("is neither true nor false")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnfitValueError("is no number")
    try:
        number = float(value)
    except OverflowError as error:
        raise UnfitValueError("is too large") from error
    if not math.isfinite(number):
        raise UnfitValueError("is no finite number")
    return number


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnfitValueError("is no whole number")
    if not -(2**63) <= value < 2**63:
        raise UnfitValueError("is too large")
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = parse_datetime(_text(value))
    except ValueError as error:
        raise UnfitValueError("is no moment") from error
    if moment is None or moment.tzinfo is None:
        raise UnfitValueError("is no moment with its time zone")
    if not 1900 <= moment.year <= 9000:
        raise UnfitValueError("lies outside of any calendar of ours")
    return moment


def _day(value: Any) -> date:
    try:
        day = parse_date(_text(value))
    except ValueError as error:
        raise UnfitValueError("is no day") from error
    if day is None:
        raise UnfitValueError("is no day")
    return day


def _uuid(value: Any) -> UUID:
    try:
        return UUID(_text(value))
    except ValueError as error:
        raise UnfitValueError("is no UUID") from error


def _json(value: Any) -> Any:
    for text in _texts(value, 0):
        _text(text)
    return value


def _texts(value: Any, level: int) -> Iterator[Any]:
    """Every text in a JSON value, keys included; huge numbers and deep nesting are refused."""
    if level > 40:
        raise UnfitValueError("is nested too deeply")
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _texts(inner, level + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, level + 1)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        _number(value)


READERS: tuple[tuple[tuple[type[Any], ...], Decode], ...] = (
    ((models.BooleanField,), _flag),
    ((models.CharField, models.TextField, models.GenericIPAddressField), _text),
    ((models.DateTimeField,), _moment),
    ((models.DateField,), _day),
    ((models.IntegerField,), _whole),
    ((models.FloatField,), _number),
    ((models.UUIDField,), _uuid),
    ((models.JSONField,), _json),
)
