"""Examples of split links, and of the key that is made beside the script tag."""

from typing import Any

from experiments.models import SplitLink
from experiments.split_links import create_split_link
from tests import make
from tests.guards.audit_examples_rest import rows_of
from tests.guards.audit_table import Ask, Example, Scene

PAGE = "https://example.com/sundays"


def link(scene: Scene) -> SplitLink:
    message = make.make_message(scene.workspace)
    make.make_live(message)
    return create_split_link(
        access=scene.access, placement=message.placement, name="Newsletter", url=PAGE
    )


def new(scene: Scene) -> dict[str, Any]:
    message = make.make_message(scene.workspace)
    variant = make.make_live(message)
    return {
        "name": "Newsletter",
        "placement": message.placement_id,
        "url": PAGE,
        "pages": [{"variant": variant.pk, "url": f"{PAGE}/b"}],
    }


def begun(scene: Scene) -> Ask:
    said = new(scene)
    said.pop("pages")
    return Ask(data=said)


def changed(scene: Scene) -> Ask:
    """Name, pages and cookie at once are one change."""
    row = link(scene)
    variant = row.placement.messages.get().live_variant
    said = {"name": "Letter", "url": PAGE, "is_on": "on", "remembers": "on"}
    return Ask(row, said | {f"page_{variant.pk}": f"{PAGE}/b"})


PAGES = [
    Example("test-on-your-site-key", "created", "apikey", lambda scene: Ask(), again=1),
    Example("test-split-links", "created", "splitlink", begun, again=1),
    Example("test-split-link", "changed", "splitlink", changed),
    Example("test-split-link-remove", "removed", "splitlink", lambda scene: Ask(link(scene))),
]
REST = [
    *rows_of("split-link", "splitlink", link, new=new, change={"is_on": False}, again=1),
]
