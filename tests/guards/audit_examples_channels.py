"""Examples of channels of one's own and of merge tags."""

from typing import Any

from messaging.models import OwnChannel
from messaging.own_channels import add_channel
from tests.guards.audit_table import Ask, Example, Scene

HEADLINE = {"key": "headline_1", "name": "Headline", "hard": 60}
LETTER: dict[str, Any] = {"name": "Letter", "parts": [HEADLINE]}
TYPED = {
    "name": "Letter",
    "part-TOTAL_FORMS": "1",
    "part-INITIAL_FORMS": "0",
    "part-0-name": "Headline",
    "part-0-hard": "50",
    "part-0-minimum": "1",
    "part-0-maximum": "1",
    "part-0-counting": "characters",
}


def channel(scene: Scene) -> OwnChannel:
    return add_channel(access=scene.access, key="letter", document=LETTER)


PAGES = [
    Example(
        "write-channel-new",
        "created",
        "ownchannel",
        lambda scene: Ask(data={**TYPED, "key": "letter"}),
    ),
    Example(
        "write-channel",
        "changed",
        "ownchannel",
        lambda scene: Ask(
            channel(scene), {**TYPED, "part-INITIAL_FORMS": "1", "part-0-key": "headline_1"}
        ),
    ),
    Example("write-channel-remove", "removed", "ownchannel", lambda scene: Ask(channel(scene))),
    Example(
        "write-merge-tags", "created", "mergetags", lambda scene: Ask(data={"dialect": "mailchimp"})
    ),
]
REST = [
    Example(
        "api-own-channel-list",
        "created",
        "ownchannel",
        lambda scene: Ask(data={"key": "letter", **LETTER}),
    ),
    Example(
        "api-own-channel-detail",
        "changed",
        "ownchannel",
        lambda scene: Ask(channel(scene), {"name": "Long letter"}),
        method="PATCH",
    ),
    Example(
        "api-own-channel-detail",
        "removed",
        "ownchannel",
        lambda scene: Ask(channel(scene)),
        method="DELETE",
    ),
    Example(
        "api-merge-tags",
        "created",
        "mergetags",
        lambda scene: Ask(data={"dialect": "mailchimp"}),
        method="PATCH",
    ),
]
