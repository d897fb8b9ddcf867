"""Where a person finds a row that they have to decide about: its page, and who sees it now."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.urls import reverse

from home.data_rights.find_person import Place
from messaging.models import Message, Variant
from messaging.using_elsewhere import in_use_now
from workspaces.models import Workspace

PAGES = {
    "messaging.variant": "write-variant",
    "messaging.placement": "write-placement",
    "messaging.offer": "write-offer",
    "personas.persona": "map-persona",
    "personas.painpoint": "map-pain",
    "personas.journeystage": "map-stage-edit",
    "personas.stagepain": "map-stage-pain-edit",
    "personas.transition": "map-transition-edit",
    "experiments.experiment": "test-experiment",
}
OTHER_PAGES = {
    "messaging.relief": "write-offers",
    "messaging.proof": "write-offers",
    "messaging.voice": "write-voice",
    "messaging.claim": "write-voice",
    "experiments.goal": "test-goals",
    "workspaces.apikey": "settings-keys",
}


def places(workspace: Workspace, found: Iterable[Place]) -> list[dict[str, Any]]:
    """Rows as a person finds them: what it is, its page, whether visitors see it now."""
    live = set(
        Message.objects.filter(workspace=workspace).values_list("live_variant_id", flat=True)
    )
    elsewhere = in_use_now(workspace)
    states = dict(Variant.objects.filter(workspace=workspace).values_list("pk", "state"))
    told = []
    for label, pk in found:
        is_text = label == "messaging.variant"
        what = "text" if is_text else str(apps.get_model(label)._meta.verbose_name)
        state = "in use elsewhere" if pk in elsewhere else states.get(pk, "")
        if pk in live:
            state = "live"
        told.append(
            {
                "what": f"{what} {pk}",
                "page": _page(workspace, label, pk),
                "state": state if is_text else "",
            }
        )
    return told


def _page(workspace: Workspace, label: str, pk: int) -> str:
    if label in PAGES:
        return reverse(PAGES[label], args=[workspace.slug, pk])
    return reverse(OTHER_PAGES.get(label, "home"), args=[workspace.slug])
