"""Addresses under which a spreadsheet reads one of our tables: made, found, revoked."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from workspaces.access import EDIT, LINK, VIEW, Access
from workspaces.cells import safe_cell
from workspaces.changes import create_row, record
from workspaces.live_tables import Cell, LiveTable, live_table
from workspaces.models import TableAddress
from workspaces.public_tokens import is_public_token, new_public_token

MOST_ADDRESSES = 50
"""In one workspace: more are a sign of a program that makes one each time."""
READ_NOTED_EVERY = timedelta(hours=1)


class TableAddressRefusedError(ValueError):
    """It cannot be done; the sentence says why."""


def address_of_table(row: TableAddress) -> str:
    """The public address, whole."""
    return f"{settings.SITE_URL}{reverse('live-table', args=[row.token])}"


def make_table_address(*, access: Access, table: str, name: str) -> TableAddress:
    """A new address of a registered table. TableAddressRefusedError beyond MOST_ADDRESSES."""
    access.require(EDIT)
    if live_table(table) is None:
        raise TableAddressRefusedError("There is no such table.")
    open_rows = TableAddress.objects.for_workspace(access.workspace).filter(revoked_at=None)
    if open_rows.count() >= MOST_ADDRESSES:
        raise TableAddressRefusedError(
            f"{MOST_ADDRESSES} addresses are open already. Revoke one that nobody reads first."
        )
    row = TableAddress(
        workspace=access.workspace,
        table=table,
        name=name,
        token=new_public_token(),
        created_by=access.user,
    )
    create_row(access=access, instance=row)
    return row


def revoke_table_address(*, access: Access, row: TableAddress) -> bool:
    """From now on nobody reads there; False if it was revoked before."""
    access.require(EDIT)
    with transaction.atomic():
        open_row = TableAddress.objects.for_workspace(access.workspace).filter(
            pk=row.pk, revoked_at=None
        )
        now = timezone.now()
        if not open_row.update(revoked_at=now):
            return False
        record(access=access, action="revoked", target=row, after={"revoked_at": now.isoformat()})
    row.revoked_at = now
    return True


def find_table_address(token: str) -> TableAddress:
    """The open address with this token; 404 for any other, and where the workspace is put away."""
    open_rows = TableAddress.objects.filter(revoked_at=None, workspace__archived_at=None)
    row: TableAddress | None = None
    if is_public_token(token):
        row = open_rows.select_related("workspace").filter(token=token).first()
    if row is None or live_table(row.table) is None:
        raise Http404("There is no such table.")
    return row


def note_reading(row: TableAddress) -> None:
    """Remember that somebody reads here, at most once an hour: it is no change of state."""
    now = timezone.now()
    long_ago = Q(last_read_at=None) | Q(last_read_at__lt=now - READ_NOTED_EVERY)
    TableAddress.objects.for_workspace(row.workspace).filter(long_ago, pk=row.pk).update(
        last_read_at=now
    )


def table_lines(row: TableAddress) -> Iterator[str]:
    """The table as lines of CSV, the header first; every text safe to open in a spreadsheet."""
    table = live_table(row.table)
    assert table is not None
    access = Access(
        workspace=row.workspace,
        permissions=frozenset({VIEW}),
        via=LINK,
        actor=f"the address of a table, {row.name}",
    )
    return csv_lines(table, table.rows(access))


def csv_lines(table: LiveTable, rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(table.columns)
    for cells in rows:
        yield writer.writerow([_cell(cell) for cell in cells])


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return safe_cell(cell) if isinstance(cell, str) else cell


class _Line:
    """What csv writes to: it gives the line back."""

    def write(self, line: str) -> str:
        return line
