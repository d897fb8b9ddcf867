"""The studio: what we know, the drafts and variants it leads to, and the place they are for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from messaging.channels import get_channel
from messaging.conflicts import RefusedError
from messaging.copy_flags import flags_of
from messaging.drafting import (
    MOST_DRAFTS,
    Generated,
    Order,
    fingerprint,
    generate_drafts,
    keep_drafts,
)
from messaging.judgement import place_texts
from messaging.models import Message, Variant
from messaging.web.forms import OrderForm
from messaging.web.reading_view import Counter, counter_of, sms_segments
from messaging.writing.brief import Brief
from messaging.writing.draft import Draft
from messaging.writing.frameworks import frameworks
from messaging.writing.select import missing
from personas.rank_pains import rank_pains
from workspaces.access import Access, access_object
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page

DRAFTS = 6
QUOTES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Offered:
    """A draft as the page shows it."""

    draft: Draft
    name: str
    framework: str
    parts: tuple[tuple[str, list[tuple[str, Counter]]], ...]
    kept: bool
    segments: list[str] | None


@require_safe
@workspace_page()
def studio(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One message: choose what to speak to, read drafts, keep the good ones."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, form = read_order(request.GET, access, message)
    generated = generate_drafts(access=access, message=message, order=order) if order else None
    variants = list(
        Variant.objects.for_workspace(access.workspace)
        .filter(message=message)
        .exclude(state=Variant.State.RETIRED)
        .select_related("pain")
    )
    context = {
        "message": message,
        "channel": get_channel(message.placement.channel),
        "form": form,
        "order": order,
        "variants": variants,
        "flagged": flags_of(access, variants),
        "show": _shown(request.GET.get("show", "")),
        **_generated(generated, variants, message),
        **_addresses(access, message, order),
    }
    return render(request, "write/studio.html", context)


@require_POST
@workspace_page()
def keep(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Keep the drafts that were ticked, or the one whose button was pressed."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, _ = read_order(request.POST, access, message)
    names = request.POST.getlist("draft")
    if order is None or not names:
        messages.error(request, "Choose a draft to keep.")
        return redirect("write-studio", access.workspace.slug, pk)
    try:
        kept = keep_drafts(access=access, message=message, order=order, fingerprints=names)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        number = "One draft" if len(kept) == 1 else f"{len(kept)} drafts"
        messages.success(request, f"{number} kept. Edit, or submit for approval.")
    address = reverse("write-studio", args=[access.workspace.slug, pk])
    return redirect(f"{address}?{order_query(order)}#kept")


def read_order(data: QueryDict, access: Access, message: Message) -> tuple[Order | None, OrderForm]:
    """What is to be written about; the pain with the most to win where none is chosen."""
    persona = message.persona
    given: dict[str, Any] = {name: value for name, value in data.items() if value}
    if "pain" not in given:
        ranked = rank_pains(access=access, persona=persona)
        if ranked:
            given["pain"] = str(ranked[0].pain.pk)
    given.setdefault("count", str(DRAFTS))
    given.setdefault("seed", "1")
    fixed = bool(message.stage_id or message.transition_id)
    form = OrderForm(given, access=access, persona=persona, fixed_stage=fixed)
    if not form.is_valid():
        return None, form
    cleaned = form.cleaned_data
    return (
        Order(
            pain=cleaned["pain"],
            stage=cleaned.get("stage"),
            seed=cleaned["seed"],
            count=cleaned["count"],
            framework=cleaned["framework"],
        ),
        form,
    )


def order_query(order: Order, **changes: Any) -> str:
    """The address of an order: the same words lead to the same drafts."""
    values: dict[str, Any] = {
        "pain": order.pain.pk,
        "stage": order.stage.pk if order.stage else "",
        "framework": order.framework,
        "count": order.count,
        "seed": order.seed,
    } | changes
    return urlencode({name: value for name, value in values.items() if value})


def _shown(number: str) -> int:
    """Which draft is shown in its place, counted from 1."""
    shown = row_id(number)
    return shown if shown and shown <= MOST_DRAFTS else 1


def copy_extras(channel: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    """What a preview needs beside the parts."""
    body = parts.get("body")
    return {"segments": sms_segments(body)} if channel == "sms" and isinstance(body, str) else {}


def _generated(
    generated: Generated | None, variants: list[Variant], message: Message
) -> dict[str, Any]:
    if generated is None:
        return {"offered": [], "held_back": [], "missing": [], "brief": None}
    kept = [variant.parts for variant in variants]
    brief = generated.brief
    names = {key: framework.name for key, framework in frameworks().items()}
    offered = [
        Offered(
            draft,
            fingerprint(draft),
            names.get(draft.framework, draft.framework),
            _parts(brief, draft),
            draft.parts in kept,
            copy_extras(message.placement.channel, draft.parts).get("segments"),
        )
        for draft in generated.drafts
    ]
    return {
        "offered": offered,
        "held_back": generated.held_back[:DRAFTS],
        "missing": missing(brief),
        "brief": brief,
        "quotes": _quotes(brief),
    }


def _quotes(brief: Brief) -> list[Any]:
    return list(brief.quotes[:QUOTES_SHOWN])


def _parts(brief: Brief, draft: Draft) -> tuple[tuple[str, list[tuple[str, Counter]]], ...]:
    """Each part's name with its texts and how full each is."""
    named: dict[str, list[tuple[str, Counter]]] = {}
    for each in place_texts(brief.channel, draft.parts):
        named.setdefault(each.part.name, []).append((each.text, counter_of(each)))
    return tuple(named.items())


def _addresses(access: Access, message: Message, order: Order | None) -> dict[str, Any]:
    if order is None:
        return {}
    return {
        "order_query": order_query(order),
        "more_query": order_query(order, seed=order.seed + 1),
        "hand_query": f"pain={order.pain.pk}",
        "order_fields": [
            (name, value)
            for name, value in (
                ("pain", order.pain.pk),
                ("stage", order.stage.pk if order.stage else ""),
                ("framework", order.framework),
                ("count", order.count),
                ("seed", order.seed),
            )
        ],
    }
