"""Which texts an export held, and where its kind of file is at home."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from django.db.models import Q, QuerySet

from messaging.models import Variant
from messaging.sharing.collect_lines import Selection, only_shown, selected_variants
from messaging.sharing.texts_left import left_in
from messaging.using_elsewhere import WHERE
from workspaces.access import VIEW, Access
from workspaces.models import Job

TEXTS_AT_ONCE = 10_000
KIND = "messaging.export"
"""So the kind of every job begins that writes texts into a file for others."""


def is_export(job: Job) -> bool:
    """Whether the job wrote a file of texts, and is done."""
    return job.kind.startswith(KIND) and job.state == Job.State.DONE


def texts_of_export(access: Access, job: Job) -> "Iterator[QuerySet[Variant]]":
    """The texts an export held, as far as they are still there, at most TEXTS_AT_ONCE a query.

    Of a job that did not say which these were: those that its selection finds, without what was
    written or approved after it.
    """
    rows: QuerySet[Variant] = Variant.objects.for_workspace(access.workspace)
    ids = left_in(job.result)
    if ids is None:
        yield _as_selected(access, job)
        return
    for start in range(0, len(ids), TEXTS_AT_ONCE):
        yield rows.filter(pk__in=ids[start : start + TEXTS_AT_ONCE]).order_by("pk")


def _as_selected(access: Access, job: Job) -> "QuerySet[Variant]":
    asked = only_shown(access, _selection(job.arguments))
    if access.may(VIEW):
        asked = replace(asked, consented_only=False)  # what was taken back since was in it, too
    rows = selected_variants(access.workspace, asked)
    made = job.finished_at or job.created_at
    since = Q(decided_at=None) | Q(decided_at__lte=made)
    return rows.filter(since, created_at__lte=made).order_by("pk")


def home_of(job: Job) -> str:
    """The platform (key) whose kind of file the job wrote; empty where it fits any."""
    said = f"{job.kind} {job.arguments.get('file_format', '')} {job.arguments.get('dialect', '')}"
    if "microsoft" in said:
        return "microsoft_ads"
    return next((key for key in WHERE if len(key) > 1 and key in said), "")


def _selection(arguments: Mapping[str, Any]) -> Selection:
    """The selection that a job's arguments hold, themselves or under ``selection``."""
    given = arguments.get("selection", arguments)
    known = {field.name for field in fields(Selection)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if name in known
    }
    return Selection(**values)
