"""Examples of the language model: its settings, and the drafts it makes."""

from typing import Any

from messaging.models import ModelDraft, ModelProvider
from tests import make
from tests.guards.audit_examples_rest import on_row
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.models import Job

ELSEWHERE = {
    "base_url": "https://93.184.216.34/v1",
    "model": "large-one",
    "monthly_tokens": 5_000,
    "price_in": "1",
    "price_out": "2",
    "seconds": 30,
    "is_on": "on",
}


def provider(scene: Scene) -> ModelProvider:
    """The one of the workspace."""
    found, _ = ModelProvider.objects.get_or_create(
        workspace=scene.workspace,
        defaults={"base_url": "https://93.184.216.34/v1", "model": "small-one", "key": "sk-tea"},
    )
    return found


def draft(scene: Scene, **fields: Any) -> ModelDraft:
    pain = make.make_pain(scene.workspace)
    values = {
        "job": Job.objects.create(workspace=scene.workspace, kind="messaging.write_with_model"),
        "message": make.make_message(scene.workspace),
        "pain": pain,
        "parts": make.HERO,
        "model": "small-one",
    } | fields
    return ModelDraft.objects.create(workspace=scene.workspace, **values)


def order(scene: Scene) -> dict[str, Any]:
    provider(scene)
    return {"pain": make.make_pain(scene.workspace).pk, "count": 2}


def held_back(scene: Scene) -> Ask:
    return Ask(draft(scene, rejected="limit: too long", parts={}).message)


PAGES = [
    Example("settings-model", "created", "modelprovider", lambda scene: Ask(data=ELSEWHERE)),
    Example(
        "settings-model",
        "changed",
        "modelprovider",
        lambda scene: (provider(scene), Ask(data=ELSEWHERE))[1],
        label="another model",
    ),
    Example(
        "settings-model-remove",
        "removed",
        "modelprovider",
        lambda scene: (provider(scene), Ask())[1],
    ),
    Example(
        "settings-model-test",
        "queued",
        "job",
        lambda scene: (provider(scene), Ask())[1],
        again=1,
    ),
    Example(
        "write-model-drafts",
        "queued",
        "job",
        lambda scene: Ask(make.make_message(scene.workspace), order(scene)),
        again=1,
    ),
    Example("write-model-draft-keep", "kept", "variant", lambda scene: Ask(draft(scene))),
    Example(
        "write-model-draft-discard", "discarded", "modeldraft", lambda scene: Ask(draft(scene))
    ),
    Example("write-model-held-discard", "discarded", "message", held_back),
]
REST = [
    Example(
        "api-message-model-drafts",
        "queued",
        "job",
        lambda scene: Ask(make.make_message(scene.workspace), order(scene)),
        again=1,
    ),
    on_row("api-model-draft-keep", "kept", "variant", draft),
    Example(
        "api-model-draft-detail",
        "discarded",
        "modeldraft",
        lambda scene: Ask(draft(scene)),
        method="DELETE",
    ),
]
