"""Examples of saying a text in another language."""

from typing import Any

from messaging.models import Variant
from messaging.translations import translate_variant
from messaging.wording import Wording, edit_variant, write_variant
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

GERMAN = {"headline": "Nie wieder Belege", "subline": "Jeder kommt an.", "button": "Los"}
OTHER = make.HERO | {"headline": "Close the books by the third"}


def source(scene: Scene) -> Variant:
    message = make.make_message(scene.workspace)
    return write_variant(access=scene.access, message=message, wording=Wording(dict(make.HERO)))


def translated(scene: Scene) -> Variant:
    return translate_variant(
        access=scene.access, source=source(scene), language="de", parts=dict(GERMAN)
    )


def older(scene: Scene) -> Variant:
    """A translation whose source was edited since."""
    row = translated(scene)
    assert row.translation_of is not None
    edit_variant(access=scene.access, variant=row.translation_of, parts=OTHER, revision=1)
    return row


def typed(**others: Any) -> dict[str, Any]:
    return {f"part_{key}": text for key, text in GERMAN.items()} | others


PAGES = [
    Example(
        "write-translate",
        "translated",
        "variant",
        lambda scene: Ask(source(scene), typed(into="de")),
        again=1,
    ),
    Example(
        "write-translation",
        "translated",
        "variant",
        lambda scene: Ask(translated(scene), typed(part_button="Ansehen", revision=1)),
    ),
    Example(
        "write-translation-right",
        "translation checked",
        "variant",
        lambda scene: Ask(older(scene)),
    ),
]
REST = [
    Example(
        "api-variant-translate",
        "translated",
        "variant",
        lambda scene: Ask(source(scene), {"language": "de", "parts": GERMAN}),
        again=1,
    ),
    Example(
        "api-variant-still-right",
        "translation checked",
        "variant",
        lambda scene: Ask(older(scene)),
    ),
]
