"""Examples of campaigns."""

from typing import Any

from messaging.campaigns_ask import request_drafts
from messaging.campaigns_draft import draft_campaign
from messaging.campaigns_plan import plan_of
from messaging.models import Campaign, Variant
from tests import make
from tests.guards.audit_examples_rest import on_row
from tests.guards.audit_table import Ask, Example, Scene
from tests.messaging.campaigning import make_campaign
from workspaces.jobs import run_job


def campaign(scene: Scene) -> Campaign:
    return make_campaign(scene.access)


def put_away(scene: Scene) -> Campaign:
    row = campaign(scene)
    row.archived_at = row.created_at
    row.save(update_fields=["archived_at"])
    return row


def form(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "name": "Summer",
        "personas": [make.make_persona(scene.workspace).pk],
        "channels": ["email"],
    } | more


def new_like(scene: Scene) -> Ask:
    return Ask(data=form(scene))


def leads(scene: Scene) -> Ask:
    return Ask(campaign(scene), {"email-final_url": "https://ladle.example/spring"})


def cells(scene: Scene, **more: Any) -> Ask:
    row = campaign(scene)
    plan = plan_of(access=scene.access, campaign=row)
    return Ask(row, {"cell": [cell.name for cell in plan.cells[:2]], **more})


def rest_cells(scene: Scene) -> Ask:
    row = campaign(scene)
    first = plan_of(access=scene.access, campaign=row).cells[0]
    cell = dict(zip(("persona", "stage", "channel"), first.key, strict=True))
    return Ask(row, {"cells": [cell], "is_out": True})


def put(scene: Scene) -> Ask:
    row = campaign(scene)
    return Ask(make.make_pain(scene.workspace), {"campaign": row.pk})


def written(scene: Scene) -> Ask:
    row = campaign(scene)
    job = request_drafts(access=scene.access, campaign=row, count=1)
    run_job(job.pk, draft_campaign)
    return Ask(row, fill={"job": str(job.pk)})


def one_text(scene: Scene) -> Ask:
    ask = written(scene)
    texts = Variant.objects.filter(message__placement__campaign=ask.row)
    return Ask(ask.row, {"do": "retire", "variant": [texts[0].pk]})


PAGES = [
    Example("write-campaign-new", "created", "campaign", new_like),
    on_row("write-campaign-edit", "changed", "campaign", campaign, data={"name": "Autumn"}),
    Example("write-campaign-put", "planned", "campaign", put),
    Example("write-campaign-leads", "changed", "campaign", leads),
    on_row("write-campaign-remove", "removed", "campaign", campaign),
    on_row(
        "write-campaign-comment",
        "commented",
        "comment",
        campaign,
        data={"text": "Whom is it for?"},
        again=1,
    ),
    Example(
        "write-campaign-step",
        "archived",
        "campaign",
        lambda scene: Ask(campaign(scene), fill={"name": "archive"}),
        label="archive",
    ),
    Example(
        "write-campaign-step",
        "restored",
        "campaign",
        lambda scene: Ask(put_away(scene), fill={"name": "restore"}),
        label="restore",
    ),
    Example("write-campaign-decide", "planned", "campaign", lambda scene: cells(scene, do="out")),
    Example(
        "write-campaign-drafts",
        "queued",
        "job",
        lambda scene: Ask(campaign(scene), {"count": 1, "which": "empty"}),
    ),
    Example("write-campaign-take-back", "drafts taken back", "campaign", written),
    Example("write-campaign-review", "retired", "variant", one_text),
]
REST = [
    Example("api-campaign-plan", "planned", "campaign", rest_cells, method="PATCH"),
    on_row("api-campaign-generate", "queued", "job", campaign, data={"count": 1}),
]
