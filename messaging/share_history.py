"""What left the workspace and what came back: who, when, how many rows, in which file."""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from messaging.channels_here import channels_in
from messaging.models import BroughtIn, Campaign, Placement, ShareLink, SheetImport
from messaging.sharing.export import EXPORT_KINDS, FORMATS
from workspaces.access import VIEW, Access
from workspaces.job_files import DELETED_ON
from workspaces.models import Job, Workspace

OUT, BACK, IN = "out", "back", "in"
WAYS = {OUT: "Sent out", BACK: "Came back", IN: "Brought in"}
WHICH = {"approved": "approved", "live": "live only", "all": "drafts, too"}
ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One file. ``what`` says what was asked for, or where it came from. ``rows`` None: not known.

    ``page`` is the name of its page with the number of its row; ``file_page`` of its file, empty
    where there is none any more; ``gone`` says so, with the day where that is known.
    """

    way: str
    at: datetime
    who: str
    name: str
    what: str
    rows: int | None
    state: str
    tone: str = "quiet"
    page: str = ""
    number: int = 0
    file_page: str = ""
    gone: str = ""


Teller = Callable[[Access], Iterator[HistoryLine]]
_more: list[tuple[str, Teller]] = []


def tell_history(teller: Teller, way: str = IN) -> None:
    """Have lines of another app's files of this way told as well, newest first."""
    if (way, teller) not in _more:
        _more.append((way, teller))


def history_of(access: Access, way: str = "") -> Iterator[HistoryLine]:
    """Every file that left or came, newest first, read as far as it is asked for."""
    access.require(VIEW)
    tellers: dict[str, list[Teller]] = {OUT: [_exports], BACK: [_sheets], IN: [_brought]}
    for its_way, teller in _more:
        tellers[its_way].append(teller)
    chosen = tellers.get(way) or [each for some in tellers.values() for each in some]
    return heapq.merge(*(tell(access) for tell in chosen), key=lambda each: each.at, reverse=True)


def page_of_history(access: Access, way: str, page: int, many: int) -> tuple[list[Any], bool]:
    """The lines of a page (from 1), and whether there are more behind it."""
    start = (page - 1) * many
    lines = list(islice(history_of(access, way), start, start + many + 1))
    return lines[:many], len(lines) > many


def gone_words(kept: object, deleted_on: str = "") -> str:
    """What is said of a file that is not there any more; empty where it is."""
    if kept:
        return ""
    return f"deleted on {deleted_on}" if deleted_on else "not kept any more"


def _exports(access: Access) -> Iterator[HistoryLine]:
    here = access.workspace
    names = _Names(here)
    rows = Job.objects.for_workspace(here).filter(kind__in=EXPORT_KINDS)
    rows = rows.select_related("created_by").order_by("-created_at", "-pk")
    for job in rows.iterator(chunk_size=ROWS_AT_ONCE):
        done = job.state == Job.State.DONE
        gone = gone_words(job.result_file, str(job.result.get(DELETED_ON) or "")) if done else ""
        counted = job.result.get("rows")
        yield HistoryLine(
            way=OUT,
            at=job.created_at,
            who=job.created_by.email if job.created_by else "a key",
            name=str(job.result.get("file_name") or job.title),
            what=names.asked(job),
            rows=counted if isinstance(counted, int) else None,
            state=job.get_state_display(),
            tone="good" if done else "bad" if job.state == Job.State.FAILED else "quiet",
            page="job",
            number=job.pk,
            file_page="job-file" if job.result_file else "",
            gone=gone,
        )


class _Names:
    """The names of what exports ask for by number, read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.channels = {key: one.name for key, one in channels_in(workspace).items()}
        self.campaigns = dict(
            Campaign.objects.for_workspace(workspace).order_by().values_list("pk", "name")
        )
        self.places = dict(
            Placement.objects.for_workspace(workspace).order_by().values_list("pk", "name")
        )
        links = ShareLink.objects.for_workspace(workspace).exclude(job=None).order_by("pk")
        self.links = dict(links.values_list("job", "name"))

    def asked(self, job: Job) -> str:
        """What an export asked for, in words."""
        said: Mapping[str, Any] = job.arguments
        words = [
            FORMATS.get(said.get("file_format", ""), ""),
            WHICH.get(said.get("which", ""), ""),
            *(self.campaigns.get(pk, "") for pk in said.get("campaigns", ())),
            *(self.places.get(pk, "") for pk in said.get("placements", ())),
            *(self.channels.get(key, key) for key in said.get("channels", ())),
            f"for the link “{self.links[job.pk]}”" if job.pk in self.links else "",
        ]
        return " · ".join(filter(None, words))


def _sheets(access: Access) -> Iterator[HistoryLine]:
    rows = SheetImport.objects.for_workspace(access.workspace)
    rows = rows.select_related("created_by", "link", "campaign").order_by("-created_at", "-pk")
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        by_link = f"by the link “{row.link.name}”" if row.link else ""
        yield HistoryLine(
            way=BACK,
            at=row.created_at,
            who=row.sender or (row.created_by.email if row.created_by else "a key"),
            name=row.file_name,
            what=" · ".join(filter(None, (by_link, row.campaign.name if row.campaign else ""))),
            rows=row.total_rows,
            state=row.get_state_display(),
            tone=_tone(row.state),
            page="share-sheet",
            number=row.pk,
            file_page="share-sheet-file" if row.file else "",
            gone=gone_words(row.file),
        )


def _brought(access: Access) -> Iterator[HistoryLine]:
    rows = BroughtIn.objects.for_workspace(access.workspace).select_related("created_by")
    for row in rows.order_by("-created_at", "-pk").iterator(chunk_size=ROWS_AT_ONCE):
        yield HistoryLine(
            way=IN,
            at=row.created_at,
            who=row.created_by.email if row.created_by else "a key",
            name=row.name,
            what=row.get_source_display(),
            rows=None,
            state=row.get_state_display(),
            tone=_tone(row.state),
            page="share-bring-look",
            number=row.pk,
            gone=gone_words(row.file) if row.source == BroughtIn.Source.SHEET else "",
        )


def _tone(state: str) -> str:
    return {"applied": "good", "refused": "bad", "open": "warn"}.get(state, "quiet")
