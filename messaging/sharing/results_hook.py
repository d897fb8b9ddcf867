"""What tests said, for the sheet of results.

Tests lie in an app above this one, so it says here how they are read (``register_results``, from
its ``AppConfig.ready``).
"""

from collections.abc import Callable, Collection, Iterable

from messaging.sharing.workbook_content import ArmLine
from workspaces.models import Workspace

Reads = Callable[[Workspace, Collection[int] | None], Iterable[ArmLine]]
"""The arms of the tests of a workspace that have been read: of all its placements (None), or of
these (ids)."""

_readers: list[Reads] = []


def register_results(reads: Reads) -> None:
    """Have ``reads`` asked for results. Once, however often it is said."""
    if reads not in _readers:
        _readers.append(reads)


def results_for(workspace: Workspace, placements: Collection[int] | None = None) -> list[ArmLine]:
    """The arms of the workspace's tests, of some placements or of all."""
    return [line for reads in _readers for line in reads(workspace, placements)]
