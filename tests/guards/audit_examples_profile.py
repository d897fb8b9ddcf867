"""Examples of the page of a persona and of a pain: parts, words, versions."""

from personas.versions import keep_version, versions_of
from tests import make
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.changes import change_row


def changed_persona(scene: Scene) -> Ask:
    row = make.make_persona(scene.workspace, name="Ines")
    change_row(access=scene.access, instance=row, changes={"name": "Inés"})
    assert versions_of(access=scene.access, row=row).count() == 2
    return Ask(row, fill={"number": 1})


def changed_pain(scene: Scene) -> Ask:
    row = make.make_pain(scene.workspace, title="Receipts")
    keep_version(access=scene.access, row=row)
    change_row(access=scene.access, instance=row, changes={"title": "Lost Sundays"})
    return Ask(row, fill={"number": 1})


PROFILE = [
    Example(
        "map-persona-part",
        "changed",
        "persona",
        lambda scene: Ask(
            make.make_persona(scene.workspace), {"goals": "sleep\nswim"}, {"key": "goals"}
        ),
    ),
    Example(
        "map-persona-vocabulary",
        "changed",
        "persona",
        lambda scene: Ask(make.make_persona(scene.workspace), {"words": "headcount", "do": "add"}),
    ),
    Example(
        "map-persona-vocabulary",
        "word rejected",
        "persona",
        lambda scene: Ask(make.make_persona(scene.workspace), {"words": "soup", "do": "reject"}),
        label="to reject",
    ),
    Example("map-persona-version-restore", "version restored", "persona", changed_persona),
    Example(
        "map-pain-part",
        "changed",
        "painpoint",
        lambda scene: Ask(
            make.make_pain(scene.workspace), {"struggle": "type it all twice"}, {"key": "struggle"}
        ),
    ),
    Example("map-pain-version-restore", "version restored", "painpoint", changed_pain),
]

REST = [
    Example("api-persona-version-restore", "version restored", "persona", changed_persona),
    Example("api-pain-version-restore", "version restored", "painpoint", changed_pain),
    Example(
        "api-pain-bulk",
        "pains added",
        "workspace",
        lambda scene: Ask(
            data={"pains": [{"persona": make.make_persona(scene.workspace).pk, "title": "Soup"}]}
        ),
        via="import",
    ),
]
