"""How the rows of one model are taken along, and taken in elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Field, ManyToManyField, Model

PEOPLE_STAY = "People do not come along: invite them where you go."
NOT_SHOWN = "A secret, or the fingerprint of one."
JOB_STAYS = "Long work is done where it was asked for."
NOT_VOUCHED = "It is about files on this site, which stay."
NEW_ADDRESS = "Part of a public address on this site; made anew elsewhere."


@dataclass(frozen=True)
class Portable:
    """How one model is taken along.

    ``left_out``: field -> why it is not in the zip. ``stays``: why another site reads none of its
    rows. ``made_anew``: field -> why another site does not take the value. ``later``: keys that
    point forward and are set when all rows are in. ``is_log``: rows are only ever added, so they
    may come while the export is written and are read up to those that were there when it began.
    """

    model: type[Model]
    left_out: Mapping[str, str] = field(default_factory=dict)
    stays: str = ""
    made_anew: Mapping[str, str] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    is_log: bool = False
    called: str = ""

    @property
    def label(self) -> str:
        """As ``personas.painpoint``: the name of its file in the zip."""
        return self.model._meta.label_lower

    @property
    def member(self) -> str:
        return f"data/{self.label}.jsonl"

    @property
    def title(self) -> str:
        """What people call its rows; ``called``, where the model's own name is a machine's."""
        return (self.called or str(self.model._meta.verbose_name_plural)).capitalize()

    def fields(self) -> list["Field[object, object]"]:
        """The columns that are written, without the row's own number and its workspace."""
        return [
            each
            for each in self.model._meta.concrete_fields
            if not each.primary_key and each.name != "workspace" and each.name not in self.left_out
        ]

    def several(self) -> list["ManyToManyField[Model, Model]"]:
        return list(self.model._meta.many_to_many)
