"""Asking for a file of copy: which formats there are, and the job that will write it."""

from dataclasses import asdict, replace

from messaging.channels.merge_tags import dialects
from messaging.channels_here import channels_of
from messaging.sharing.collect_lines import Selection, only_shown, selected_variants
from messaging.sharing.formats import ALL, BY_KEY
from workspaces.access import SHARE, Access
from workspaces.jobs import enqueue
from workspaces.models import Job

WORKBOOK, GOOGLE_ADS_EDITOR = "workbook", "google_ads_editor"
FORMATS = {one.key: one.name for one in ALL}
TABLE_KIND = "messaging.export_table"
KINDS = {one.key: TABLE_KIND if one.writer else "messaging.export_workbook" for one in ALL}
OLD_KINDS = ("messaging.export_google_ads_editor",)
"""Jobs of before there were more formats, which are still listed and may still wait."""
FILL_KIND = "messaging.export_fill"
EXPORT_KINDS = tuple(sorted({*KINDS.values(), *OLD_KINDS, FILL_KIND}))
NEUTRAL = "neutral"
"""Merge tags as we keep them, for whoever fills them in by a program of their own."""
UNFINISHED = "all"
MAY_BE_UNFINISHED = ("agency", "developer")


class NothingToExportError(ValueError):
    """No variant fits what was asked for."""


class NotForThisFormatError(ValueError):
    """What was asked for does not go with the format; ``field`` is the one to change."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def request_export(
    *, access: Access, file_format: str, selection: Selection, dialect: str = ""
) -> Job:
    """Ask for a file of the selected variants. NothingToExportError where there is none.

    ``dialect`` is how merge tags are written: empty for the workspace's usual one, ``neutral`` for
    as they are kept. NotForThisFormatError for one there is not, and for unfinished texts in a file
    that goes straight to an ad account or an e-mail tool.
    """
    selection = fitting(
        access=access, file_format=file_format, selection=selection, dialect=dialect
    )
    arguments = asdict(selection) | {"file_format": file_format, "dialect": dialect}
    return enqueue(access=access, kind=KINDS[file_format], arguments=arguments)


def fitting(
    *, access: Access, file_format: str, selection: Selection, dialect: str = ""
) -> Selection:
    """What of ``selection`` leaves in this format; errors as ``request_export`` has them."""
    access.require(SHARE)
    wanted = BY_KEY[file_format]
    if dialect and dialect != NEUTRAL and dialect not in dialects():
        raise NotForThisFormatError("dialect", "There is no such way of writing merge tags.")
    if selection.which == UNFINISHED and wanted.group not in MAY_BE_UNFINISHED:
        raise NotForThisFormatError(
            "which", "What is still being written does not go to a platform: approve it first."
        )
    if wanted.which != "all":
        channels = wanted.channels(channels_of(access))
        if selection.channels:
            channels = tuple(key for key in channels if key in selection.channels)
        if not channels:
            raise NothingToExportError(f"None of these channels leaves as: {wanted.name}.")
        selection = replace(selection, channels=channels)
    selection = only_shown(access, selection)
    if not selected_variants(access.workspace, selection).exists():
        raise NothingToExportError(
            "There is nothing to export yet: no text that fits this is approved."
        )
    return selection
