"""Readings that stand, apart from those that stood on a report that was taken out again.

A wrong report is no data. What was read while it counted is kept, but is read no more: neither as
the verdict nor as what the next reading goes on from.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from experiments.models import Experiment, Look, ResultReport

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A report that counted for a test for a while."""

    experiment: int
    file_name: str
    since: datetime
    until: datetime


def taken_out(
    *, workspace_id: int, experiments: "Collection[int] | QuerySet[Experiment, Any]"
) -> list[TakenOut]:
    """The reports that were taken out of these tests (ids), the oldest first. One query."""
    rows = ResultReport.objects.filter(
        workspace_id=workspace_id,
        state=ResultReport.State.UNDONE,
        rows__arm__experiment__in=experiments,
        rows__left_out=False,
    )
    found = rows.order_by("undone_at").values_list(
        "rows__arm__experiment_id", "file_name", "applied_at", "undone_at"
    )
    return [
        TakenOut(test, name, since, until)
        for test, name, since, until in found.distinct()
        if since and until
    ]


def standing(looks: "QuerySet[Look]", reports: Collection[TakenOut]) -> "QuerySet[Look]":
    """``looks`` without those that were taken while one of these reports counted."""
    for one in reports:
        looks = looks.exclude(
            experiment_id=one.experiment, taken_at__gte=one.since, taken_at__lt=one.until
        )
    return looks


def last_that_stands(workspace_id: "int | OuterRef") -> "QuerySet[Look]":
    """In a query of tests: the readings of each that stand, the newest first."""
    gone = ResultReport.objects.filter(
        workspace=OuterRef("workspace"),
        state=ResultReport.State.UNDONE,
        applied_at__lte=OuterRef("taken_at"),
        undone_at__gt=OuterRef("taken_at"),
        rows__arm__experiment=OuterRef("experiment"),
        rows__left_out=False,
    )
    looks = Look.objects.filter(workspace_id=workspace_id, experiment=OuterRef("pk"))
    return looks.exclude(Exists(gone)).order_by("-taken_at", "-id")


def looks_of(experiment: Experiment) -> "QuerySet[Look]":
    """All readings of a test, the oldest first."""
    rows = Look.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
    return rows.order_by("taken_at", "id")


def standing_looks(experiment: Experiment) -> "QuerySet[Look]":
    """The readings of a test that stand, the oldest first."""
    reports = taken_out(workspace_id=experiment.workspace_id, experiments=[experiment.pk])
    return standing(looks_of(experiment), reports)


def pooled_looks(experiment: Experiment) -> "QuerySet[Look]":
    """The readings of all tests of a contrast but for those taken while a report counted for any
    of them that was taken out since: all are read together."""
    tests = Experiment.objects.filter(
        workspace_id=experiment.workspace_id, contrast=experiment.contrast
    ).order_by()
    looks = Look.objects.filter(workspace_id=experiment.workspace_id, experiment__in=tests)
    for one in taken_out(workspace_id=experiment.workspace_id, experiments=tests):
        looks = looks.exclude(taken_at__gte=one.since, taken_at__lt=one.until)
    return looks


def newest_looks(experiment: Experiment) -> tuple[Look | None, Look | None]:
    """The newest reading of a test, and the newest that stands: another one as long as nothing was
    read since a report was taken out."""
    return looks_of(experiment).last(), standing_looks(experiment).last()
