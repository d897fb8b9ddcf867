"""What would be left out of a file, and what to look at, told before it is made."""

from itertools import islice

from messaging.sharing.collect_lines import Selection, collect_lines
from messaging.sharing.export import fitting
from messaging.sharing.export_job import leaving_lines
from messaging.sharing.formats import BY_KEY
from messaging.sharing.leaving import Told
from workspaces.access import Access

LOOKED_AT = 500


def look_before(
    *, access: Access, file_format: str, selection: Selection, dialect: str = ""
) -> Told:
    """What the job would tell, from the first ``LOOKED_AT`` texts. Errors as when asking for it."""
    chosen = fitting(access=access, file_format=file_format, selection=selection, dialect=dialect)
    told, wanted = Told(), BY_KEY[file_format]
    lines = islice(collect_lines(access.workspace, chosen), LOOKED_AT)
    for _ in leaving_lines(access.workspace, wanted, lines, told, dialect):
        pass  # it is the telling that is wanted
    return told
