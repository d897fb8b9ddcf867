"""Which column of somebody's file holds what: as it was said the last time, or by its name."""

import hashlib
from collections.abc import Mapping

from django.utils import timezone

from messaging.channels_here import places_in
from messaging.fill_template import FileToFill
from messaging.sharing.filling.columns import (
    ABOUT,
    Guess,
    guess_columns,
    guess_for_channel,
    targets_of,
)
from personas.listening.header_names import by_name, by_number, fingerprint
from personas.models import RememberedColumns
from workspaces.access import Access
from workspaces.models import Workspace


def guess_for_template(access: Access, template: FileToFill, channel: str = "") -> Guess:
    """What the columns hold: as it was said for the last file with this header, else by names.

    With ``channel`` the columns of that one.
    """
    here = places_in(access.workspace).channels
    if channel in here:
        return Guess(channel, guess_for_channel(template.header, here[channel]))
    known = _remembered(access.workspace, template)
    if known is not None and known.defaults.get("channel") in here:
        names = by_number(known.mapping, template.header)
        key = str(known.defaults["channel"])
        targets = {*targets_of(here[key]), *ABOUT}
        mapping = {said: int(column) for column, said in names.items() if said in targets}
        return Guess(key, mapping)
    return guess_columns(template.header, here)


def _remembered(workspace: Workspace, template: FileToFill) -> RememberedColumns | None:
    names = _fingerprint(template)
    rows = RememberedColumns.objects.for_workspace(workspace)
    found: RememberedColumns | None = rows.filter(fingerprint=names).first() if names else None
    return found


def remember(
    workspace: Workspace, template: FileToFill, channel: str, mapping: Mapping[str, int]
) -> None:
    """Keep what was said for the next file with this header."""
    names = _fingerprint(template)
    if not names:
        return
    numbers = {str(column): target for target, column in mapping.items()}
    RememberedColumns.objects.update_or_create(
        workspace=workspace,
        fingerprint=names,
        defaults={
            "name": template.title[-120:],
            "mapping": by_name(numbers, template.header),
            "defaults": {"channel": channel},
            "used_at": timezone.now(),
        },
    )


def _fingerprint(template: FileToFill) -> str:
    """Of the header, and never that of a file of quotes with the same one."""
    names = fingerprint(template.header)
    return hashlib.sha256(f"copy is filled in\n{names}".encode()).hexdigest() if names else ""
