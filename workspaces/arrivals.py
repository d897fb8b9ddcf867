"""What an invited person is shown from the start, where their role sees single things only.

What there is to choose lies in apps above this one: they say so (``offer_welcome``, from their
``AppConfig.ready``), and give it when the person comes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from workspaces.access import Access
from workspaces.models import Membership, User

Choices = Callable[[Access], list[tuple[int, str]]]
"""(number, name) of what whoever invites can choose from."""
Give = Callable[[Access, Membership, Collection[int], User | None], None]
"""Shows a new member what was chosen, as far as it is still there; last comes who chose."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """``role`` is the one that sees nothing else; ``label`` and ``help_text`` stand on the form."""

    role: str
    label: str
    help_text: str
    choices: Choices
    give: Give


_welcomes: dict[str, Welcome] = {}


def offer_welcome(welcome: Welcome) -> None:
    """Have what there is for a role asked when somebody is invited. The later one holds."""
    _welcomes[welcome.role] = welcome


def welcomes() -> list[Welcome]:
    return list(_welcomes.values())


def welcome_of(role: str) -> Welcome | None:
    """What members of a role are shown from the start; None where they see everything."""
    return _welcomes.get(role)
