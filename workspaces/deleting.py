"""Deleting workspaces for good, files included, in pieces that hold nobody up.

Every piece is a transaction of its own and begins where the last one ended, so the work may be cut
short, run twice or run by two at once: what is left is taken up by the next run.
"""

import logging
import shutil
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from workspaces.audit_door import WORKSPACE, audit_door
from workspaces.constants import DELETE_ROWS_AT_ONCE
from workspaces.models import AuditRecord, Membership, Workspace
from workspaces.row_order import deletion_order, link_models

log = logging.getLogger(__name__)

FOLDERS = ("jobs", "evidence", "sheets", "brought", "reports", "logos")
"""Where files of workspaces lie: ``<folder>/<id of the workspace>/``."""


def delete_due_workspaces() -> int:
    """Delete all whose grace period is over; how many are gone for good."""
    due = Workspace.objects.filter(delete_after__lte=timezone.now()).exclude(archived_at=None)
    gone = 0
    for workspace in due.order_by("pk"):
        try:
            gone += delete_for_good(workspace)
        except Exception:  # the others were promised to be gone by now, too
            log.exception("Workspace %s could not be deleted; again later", workspace.pk)
    return gone


def delete_for_good(workspace: Workspace) -> bool:
    """Delete one workspace that is due; False if it is not, or something new came in between."""
    still_due = Workspace.objects.filter(pk=workspace.pk, delete_after__lte=timezone.now())
    if not still_due.exclude(archived_at=None).exists():
        return False
    order, loose = deletion_order()
    for model, name in loose:
        rows = model._base_manager.filter(workspace=workspace)
        rows.exclude(**{name: None}).update(**{name: None})
    for link, path in link_models():
        _empty(link._base_manager.filter(**{path: workspace}))
    for model in order:
        # Owners stay to the end: until then it is theirs, whatever happens in between.
        if model is not Membership:
            _empty(model._base_manager.filter(workspace=workspace))
    for folder in FOLDERS:
        path_of = Path(default_storage.path(f"{folder}/{workspace.pk}"))
        shutil.rmtree(path_of, ignore_errors=True)
    try:
        with audit_door(WORKSPACE):
            _empty(AuditRecord._base_manager.filter(workspace=workspace))
            Membership.objects.filter(workspace=workspace).delete()
            _delete(Workspace._base_manager.filter(pk=workspace.pk))
    except IntegrityError:
        log.warning("Workspace %s got new rows while it was deleted; again later", workspace.pk)
        return False
    log.info("Workspace %s is deleted for good", workspace.pk)
    return True


def _empty(rows: "QuerySet[Any, Model]") -> None:
    """Delete all of these rows, so many at a time."""
    while True:
        with audit_door(WORKSPACE):
            some = list(rows.order_by("pk").values_list("pk", flat=True)[:DELETE_ROWS_AT_ONCE])
            _delete(rows.filter(pk__in=some))
        if len(some) < DELETE_ROWS_AT_ONCE:
            return


def _delete(rows: "QuerySet[Any, Model]") -> None:
    """What points to these rows is gone already, so there is nothing to look for."""
    rows._raw_delete(connection.alias)
