"""One thing to do next."""

from dataclasses import dataclass

from workspaces.access import VIEW


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: why, and the one button that leads there.

    ``url`` is the name of a page of the workspace; ``row`` the id it takes, if it takes one.
    ``needs`` is the permission without which it cannot be done, so that nobody is sent in vain.
    """

    title: str
    why: str
    label: str
    url: str
    row: int | None = None
    icon: str = "arrow-right"
    query: str = ""
    needs: str = VIEW
