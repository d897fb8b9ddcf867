"""Worked examples of changes: for each address that changes something, a request that succeeds.

``test_audit_routes.py`` sends each and looks at the audit log. An address without an example fails
the suite unless ``NOTHING`` says why it changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser

from tests import make
from workspaces.access import Access
from workspaces.models import User, Workspace

AnyUser = User | AnonymousUser


@dataclass(frozen=True)
class Ask:
    """One request: what fills the blank of the address, and the body."""

    row: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)
    fill: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blank(self) -> object:
        return getattr(self.row, "pk", self.row)


@dataclass
class Scene:
    """Where the examples play: a workspace, and its owner's access to it."""

    access: Access

    @property
    def workspace(self) -> Workspace:
        return self.access.workspace

    def started(self, **fields: Any) -> Any:
        """A running experiment."""
        from experiments.lifecycle import start_experiment

        experiment = make.make_experiment(make.make_message(self.workspace), **fields)
        return start_experiment(access=self.access, experiment=experiment)


@dataclass(frozen=True)
class Example:
    """A request and its one record. ``again`` is how many records the same request, sent a second
    time, leaves: none, unless it makes another row each time. ``via`` other than the edge's own is
    where the change comes out of a file."""

    name: str
    action: str
    target: str
    ask: Callable[[Scene], Ask]
    method: str = "POST"
    again: int = 0
    via: str = ""
    label: str = ""
    in_new_workspace: bool = False

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method, self.name, self.label)))
