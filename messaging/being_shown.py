"""Which texts visitors read now, beside the live ones.

Tests show texts that are not live, and lie in an app above this one: so it says here that it shows
some (``also_shown``, from its ``AppConfig.ready``).
"""

from collections.abc import Callable

from workspaces.models import Workspace

Shows = Callable[[Workspace], set[int]]
"""The ids of the variants that are shown to visitors of a workspace at this moment."""

_others: list[Shows] = []


def also_shown(shows: Shows) -> None:
    """Have ``shows`` asked, too. Once, however often it is said."""
    if shows not in _others:
        _others.append(shows)


def shown_elsewhere(workspace: Workspace) -> set[int]:
    """Ids of variants that visitors read now without their being live."""
    found: set[int] = set()
    return found.union(*(shows(workspace) for shows in _others))
