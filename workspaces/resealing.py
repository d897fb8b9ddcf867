"""Finding every sealed value of the database, to count it or to seal it with the newest key.

Columns are found by their class, so a new ``SealedTextField`` needs nothing here. Two places are
inside JSON: the seeds of one-time passwords, which belong to allauth, and what a job was asked to
look for where that is personal (``arguments["sealed"]``).

Each value is replaced by a write that names the old one: a secret that somebody changes in the
meantime is left as they set it. So this may run while the site does, and any number of times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Model

from workspaces.models import Job
from workspaces.sealed_fields import Sealed, sealed_fields
from workspaces.sealing import (
    CannotUnsealError,
    is_sealed_with_first_key,
    looks_sealed,
    reseal,
)

AT_ONCE = 500


@dataclass
class Count:
    """``old`` were sealed with another key than the first (and are sealed anew, unless only
    counted); ``plain`` are not sealed at all; ``lost`` are opened by no key of the site."""

    current: int = 0
    old: int = 0
    plain: int = 0
    lost: int = 0


def reseal_all(*, only_count: bool = False) -> Iterator[tuple[str, Count]]:
    """Go through all places that hold secrets: the name of each, and what was found."""
    for model in apps.get_models():
        for field in sealed_fields(model):
            yield f"{model._meta.label}.{field.name}", _column(model, field.attname, only_count)
    seeds = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    yield "mfa.Authenticator.data", _json(seeds, "data", only_count)
    asked = Job.objects.filter(arguments__has_key="sealed")
    yield "workspaces.Job.arguments", _json(asked, "arguments", only_count, only="sealed")


def _column(model: type[Model], name: str, only_count: bool) -> Count:
    count = Count()
    rows = model._default_manager.exclude(**{name: ""}).order_by("pk")
    for pk, value in _in_batches(rows, name):
        sealed = value.sealed
        replacement = _judge(sealed, count)
        if replacement is not None and not only_count:
            same = model._default_manager.filter(pk=pk, **{name: Sealed(sealed)})
            same.update(**{name: Sealed(replacement)})
    return count


def _json(rows: Any, name: str, only_count: bool, only: str = "") -> Count:
    """Sealed texts inside JSON: anywhere in it, or under the key ``only``."""
    count = Count()
    for pk, data in _in_batches(rows.order_by("pk"), name):
        inside = {only: data[only]} if only else data
        replaced = data | _inside(inside, count)
        if replaced != data and not only_count:
            rows.model._default_manager.filter(pk=pk, **{name: data}).update(**{name: replaced})
    return count


def _inside(value: Any, count: Count) -> Any:
    """``value`` with every sealed text in it sealed by the first key."""
    if isinstance(value, dict):
        return {name: _inside(inner, count) for name, inner in value.items()}
    if isinstance(value, list):
        return [_inside(inner, count) for inner in value]
    if isinstance(value, str):
        return _judge(value, count) or value
    return value


def _judge(text: str, count: Count) -> str | None:
    """Count ``text``; what to put in its place, if another key than the first sealed it."""
    if not looks_sealed(text):
        count.plain += 1
    elif is_sealed_with_first_key(text):
        count.current += 1
    else:
        try:
            replacement = reseal(text)
        except CannotUnsealError:
            count.lost += 1
        else:
            count.old += 1
            return replacement
    return None


def _in_batches(rows: Any, name: str) -> Iterator[tuple[int, Any]]:
    """(id, value) of every row, a batch a query: writing in between disturbs no open cursor."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).values_list("pk", name)[:AT_ONCE]):
        yield from batch
        last = batch[-1][0]
