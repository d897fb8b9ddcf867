"""How long files are kept, and whose name and logo reports carry."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from messaging.models import ShareSettings
from messaging.models.share_links import KEEP_FILES_DAYS
from messaging.share_settings_logo import read_logo
from workspaces.access import MANAGE, Access
from workspaces.changes import change_row, create_row
from workspaces.models import Workspace

FEWEST_DAYS, MOST_DAYS = 7, 730
"""A week is the least in which somebody comes back from a holiday and asks what was sent; after two
years a file tells less than it risks."""


def settings_of(workspace: Workspace) -> ShareSettings:
    """The settings of a workspace; the usual ones, not stored, where nobody has set any."""
    row: ShareSettings | None = ShareSettings.objects.for_workspace(workspace).first()
    return row or ShareSettings(workspace=workspace, keep_files_days=KEEP_FILES_DAYS)


def logo_of(workspace: Workspace) -> Path | None:
    """Where the logo lies on the disk; None where there is none."""
    name = settings_of(workspace).logo.name
    if not name or not default_storage.exists(name):
        return None
    return Path(default_storage.path(name))


@transaction.atomic
def change_settings(
    *, access: Access, changes: Mapping[str, Any], logo: bytes | None = None
) -> bool:
    """Set ``keep_files_days`` (7 to 730), ``agency_name``, and a picture as the ``logo`` in place
    of the one before; True if anything differs. LogoRefusedError says why a picture is none."""
    access.require(MANAGE)
    days = changes.get("keep_files_days", KEEP_FILES_DAYS)
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise ValueError(f"Files are kept {FEWEST_DAYS} to {MOST_DAYS} days.")
    if logo is None:
        return _change(access, changes)
    picture = read_logo(logo)
    row = settings_of(access.workspace)
    before = row.logo.name
    row.logo.save(f"logo.{picture.suffix}", ContentFile(logo), save=False)
    _change(access, {**changes, "logo": row.logo.name})
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))
    return True


@transaction.atomic
def remove_logo(*, access: Access) -> bool:
    """Take the logo away; False where there is none."""
    access.require(MANAGE)
    before = settings_of(access.workspace).logo.name
    if not before:
        return False
    _change(access, {"logo": ""})
    transaction.on_commit(lambda: default_storage.delete(before))
    return True


def _change(access: Access, changes: Mapping[str, Any]) -> bool:
    # The workspace is held, so that two who set something first make one row.
    Workspace.objects.select_for_update().get(pk=access.workspace.pk)
    row = settings_of(access.workspace)
    if row.pk is None:
        usual = {"keep_files_days": KEEP_FILES_DAYS, "agency_name": "", "logo": ""}
        if all(usual[name] == value for name, value in changes.items()):
            return False
        for name, value in changes.items():
            setattr(row, name, value)
        create_row(access=access, instance=row)
        return True
    return change_row(access=access, instance=row, changes=changes)
