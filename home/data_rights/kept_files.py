"""Files that came to a workspace and are kept beside their rows: all go when a person is erased.

They are not looked through: a sheet that came back, copy that was brought in, a report of results
hold what is in the rows already, and any of them may name the person. Uploads of quotes are looked
through instead (find_person.py), for their rows may not be in yet.
"""

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Model, Q

from home.data_rights.personal_data import PERSONAL_DATA, Eraser, columns
from workspaces.models import Workspace

OTHERWISE = ("workspaces.job", "personas.evidenceimport", "messaging.sharesettings")
"""Models whose files are cared for elsewhere, or, as a logo, hold no words of anybody."""
READING, DISCARDED = "reading", "discarded"


def kept_files(workspace: Workspace) -> dict[str, list[int]]:
    """Label of a model -> the numbers of its rows that have a file."""
    found: dict[str, list[int]] = {}
    for label in PERSONAL_DATA:
        names = columns(label, Eraser.FILE)
        if not names or label in OTHERWISE:
            continue
        without = Q(**dict.fromkeys(names, ""))
        rows = _model(label)._default_manager.filter(workspace=workspace).exclude(without)
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        if numbers:
            found[label] = numbers
    return found


def forget_kept(workspace: Workspace, label: str, numbers: list[int]) -> None:
    """Delete the files of these rows; what was still being read is discarded."""
    model, names = _model(label), columns(label, Eraser.FILE)
    rows = model._default_manager.filter(workspace=workspace, pk__in=numbers)
    for row in rows.order_by("pk").values(*names):
        for name in filter(None, row.values()):
            default_storage.delete(name)
    if READING in dict(model._meta.get_field("state").flatchoices):  # type: ignore[union-attr]
        rows.filter(state=READING).update(state=DISCARDED)
    rows.update(**dict.fromkeys(names, ""))


def _model(label: str) -> type[Model]:
    return apps.get_model(label)
