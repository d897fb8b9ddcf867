"""Which texts visitors read now, beside the live ones.

Tests show texts that are not live, and lie in an app above this one: so it says here that it shows
some (``also_shown``, from its ``AppConfig.ready``).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class RunningTest:
    """A test that shows texts now: ``page`` is the name of its address, ``pk`` its id."""

    name: str
    page: str
    pk: int
    message: int


Tests = Callable[[Workspace, Collection[int]], list[RunningTest]]
"""The tests that run on some messages (ids) of a workspace."""

_testing: list[Tests] = []


def also_tested(tests: Tests) -> None:
    """Have ``tests`` asked which tests run. Once, however often it is said."""
    if tests not in _testing:
        _testing.append(tests)


def tests_running(workspace: Workspace, messages: Collection[int]) -> list[RunningTest]:
    """The tests that run on these messages (ids) now."""
    return [test for tests in _testing for test in tests(workspace, messages)]
