"""A column for a secret that must be read again, such as a webhook's or a model provider's key.

In the database it is sealed. In Python it is a ``Sealed``, which shows itself as "(sealed …)" in
logs, audit records, templates and tracebacks; only ``open()`` gives the plain text::

    webhook.secret = "whsec_…"        # sealed here and now
    webhook.secret.open()             # "whsec_…", at the one place that needs it
"""

import hashlib
from typing import Any, Self

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from workspaces.sealing import seal, unseal


class Sealed:
    """A sealed text, maybe an empty one. False if it is empty."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: str) -> None:
        self.sealed = sealed

    @classmethod
    def of(cls, plain: str) -> Self:
        """Seal ``plain``; nothing stays nothing, so that one sees whether there is a secret."""
        return cls(seal(plain) if plain else "")

    def open(self) -> str:
        """The plain text. CannotUnsealError if the site no longer has the key."""
        return unseal(self.sealed) if self.sealed else ""

    def __bool__(self) -> bool:
        return bool(self.sealed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.sealed == self.sealed

    def __hash__(self) -> int:
        return hash(self.sealed)

    def __str__(self) -> str:
        """Differs with each sealing, so that a change is seen as one; tells nothing of the text."""
        mark = hashlib.sha256(self.sealed.encode()).hexdigest()[:8]
        return f"(sealed {mark})" if self.sealed else ""

    def __repr__(self) -> str:
        return f"<Sealed: {self}>"


class _SealingAttribute(DeferredAttribute):
    """Seals a plain text as it is assigned, so that no row ever carries one."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, str) or value is None:
            value = Sealed.of(value or "")
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.TextField[str | Sealed, Sealed]):
    """Text that is sealed in the database. Not for searching: it differs each time it is sealed."""

    descriptor_class = _SealingAttribute

    def __init__(self, *args: Any, **options: Any) -> None:
        unless_said: dict[str, Any] = {"editable": False, "default": "", "blank": True}
        super().__init__(*args, **unless_said | options)

    def from_db_value(self, value: str | None, *_: Any) -> Sealed:
        return Sealed(value or "")

    def to_python(self, value: Any) -> Any:
        """For what was serialised: that text is sealed already."""
        return value if isinstance(value, Sealed) else Sealed(str(value or ""))

    def get_prep_value(self, value: Any) -> Any:
        """For the database: also of a plain text, given to update() or create()."""
        if isinstance(value, str):
            value = Sealed.of(value)
        return value.sealed if isinstance(value, Sealed) else super().get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj).sealed)


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    """The columns of ``model`` that hold secrets."""
    return [field for field in model._meta.local_fields if isinstance(field, SealedTextField)]
