"""The form of a whole persona or pain, saved without running over a colleague."""

from typing import Any

from django.http import HttpRequest

from personas.change_part import ChangedMeanwhileError, change_part, mark_of
from personas.versions import FIELDS, Versioned, versions_of
from personas.web.map_forms import PainForm, PersonaForm
from workspaces.access import Access


def mark_of_whole(row: Versioned) -> str:
    """Take it before a form is bound to ``row``: checking a form changes its row."""
    return mark_of(row, FIELDS[type(row)])


def change_whole(
    request: HttpRequest, access: Access, row: Versioned, form: PersonaForm | PainForm
) -> dict[str, Any]:
    """Save what was written; empty if it is saved, else what the page says of a colleague's."""
    written = {name: form.cleaned_data[name] for name in FIELDS[type(row)]}
    try:
        change_part(access=access, row=row, changes=written, seen=request.POST.get("seen", ""))
    except ChangedMeanwhileError as error:
        stored = error.stored
        return {
            "seen": mark_of_whole(stored),
            "theirs": [
                (form[name].label, _as_text(getattr(stored, name)))
                for name, value in written.items()
                if getattr(stored, name) != value
            ],
            "by": versions_of(access=access, row=stored).first(),
        }
    return {}


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)
