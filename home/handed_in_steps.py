"""The steps for what was handed in and waits for somebody to look at it."""

from experiments.models import ResultReport
from home.step import Step
from messaging.models import BroughtIn, SheetImport
from personas.models import EvidenceImport
from workspaces.access import EDIT, Access

SHOWN = 3
"""Of each kind; the rest stands on its own page."""


def handed_in(access: Access) -> list[Step]:
    """Files from people outside first: they wait for an answer. Nothing for who may not edit."""
    if not access.may(EDIT):
        return []
    return [
        *_sheets(access),
        *_reports(access),
        *_brought_in(access),
        *_quotes(access),
    ]


def _sheets(access: Access) -> list[Step]:
    rows = SheetImport.objects.for_workspace(access.workspace).filter(state=SheetImport.State.OPEN)
    return [
        Step(
            f"{row.file_name} came back{f' from {row.sender}' if row.sender else ''}",
            f"{row.total_rows:,} {'rows' if row.total_rows != 1 else 'row'}, laid beside yours. "
            "Nothing changes before you say so.",
            "Look at it",
            "share-sheet",
            row.pk,
            "file-input",
            needs=EDIT,
        )
        for row in rows.order_by("-pk")[:SHOWN]
    ]


def _reports(access: Access) -> list[Step]:
    rows = ResultReport.objects.for_workspace(access.workspace).filter(
        state=ResultReport.State.OPEN
    )
    return [
        Step(
            f"{row.file_name} is not counted yet",
            "It says what your texts did elsewhere. See what becomes of each row, then count it.",
            "Look at it",
            "share-results-one",
            row.pk,
            "inbox",
            needs=EDIT,
        )
        for row in rows.order_by("-pk")[:SHOWN]
    ]


def _brought_in(access: Access) -> list[Step]:
    rows = BroughtIn.objects.for_workspace(access.workspace).filter(state=BroughtIn.State.OPEN)
    return [
        Step(
            f"“{row.name}” is not brought in yet",
            "It runs today. Say which pain each text of it speaks to, and it counts as live.",
            "Go on with it",
            "share-bring-look",
            row.pk,
            "globe",
            needs=EDIT,
        )
        for row in rows.order_by("-pk")[:SHOWN]
    ]


def _quotes(access: Access) -> list[Step]:
    rows = EvidenceImport.objects.for_workspace(access.workspace).filter(
        state=EvidenceImport.State.OPEN
    )
    return [
        Step(
            f"{row.file_name} is not in yet",
            "It was uploaded, and its rows still wait for a look.",
            "Go on with it",
            "listen-import-check",
            row.pk,
            "inbox",
            needs=EDIT,
        )
        for row in rows[:SHOWN]
    ]
