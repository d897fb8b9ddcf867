"""Two texts side by side: where they part is what a test of them would test."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from messaging import pins
from messaging.channels import Channel
from messaging.channels_here import channel_for
from messaging.conflicts import DraftGoneError
from messaging.drafting import Order, draft_named, generate_drafts, proof_of
from messaging.explanation import Explanation, explain_drafts, explain_variants
from messaging.judgement import judge
from messaging.models import Message, Variant
from messaging.pairs import framework_name, keep_pair, pair_of, read_change
from messaging.web.differences import differences, part_text
from messaging.web.reading_view import ReadingView, lay_out
from messaging.web.studio_drafts import Mark, copy_extras, marks_of
from messaging.web.studio_order import order_fields, order_query, read_order
from messaging.web.variants import variants_with_all
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.draft import Draft
from workspaces.access import Access, access_object
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: ``variant`` where it is kept, else ``name``, the draft's fingerprint."""

    title: str
    parts: dict[str, Any]
    pain: Any
    framework: str
    proof: Any
    reading: ReadingView
    explanation: Explanation
    segments: list[str] | None
    variant: Variant | None = None
    name: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        return marks_of(self.reading.judgement.reading)

    @property
    def is_live(self) -> bool:
        kept = self.variant
        return kept is not None and kept.message.live_variant_id == kept.pk


@require_safe
@workspace_page()
def compare(request: HttpRequest, access: Access) -> HttpResponse:
    """Two variants, of one message or of two places in the same channel."""
    picked = request.GET.getlist("pick")
    if picked and len(picked) != 2:
        messages.error(request, "Tick two texts to set beside each other.")
        row = access_object(Variant.objects.all(), access, pk=picked[0])
        return redirect("write-studio", access.workspace.slug, row.message_id)
    one, other = picked or (request.GET.get("left"), request.GET.get("right"))
    left = access_object(variants_with_all(), access, pk=one)
    right = access_object(variants_with_all(), access, pk=other)
    if left.message.placement.channel != right.message.placement.channel:
        raise Http404("These two are for different kinds of place.")
    channel = channel_for(access=access, key=left.message.placement.channel)
    sides = _variant_sides(access, channel, [left, right])
    swap = urlencode({"left": right.pk, "right": left.pk})
    return _show(request, left.message, channel, sides, swap=f"?{swap}")


@require_safe
@workspace_page()
def compare_here(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Two texts of one message, each a draft of the order in the address or a kept one."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, _ = read_order(request.GET, access, message)
    picks = request.GET.getlist("pick")
    if order is None or len(set(picks)) != 2:
        messages.error(request, "Tick two texts to set beside each other.")
        return _studio(access, message, order)
    if all(pick[:1] == "v" for pick in picks):
        query = urlencode([("pick", pick[1:]) for pick in picks])
        return redirect(f"{reverse('write-compare', args=[access.workspace.slug])}?{query}")
    generated = generate_drafts(access=access, message=message, order=order)
    sides = [
        _side_named(access, message, order, generated.brief, generated.drafts, pick)
        for pick in picks
    ]
    if None in sides:
        messages.error(request, "What we know has changed, so that draft came out anew.")
        return _studio(access, message, order)
    swap = f"?{order_query(order)}&{urlencode([('pick', pick) for pick in reversed(picks)])}"
    found = [side for side in sides if side is not None]
    return _show(request, message, generated.brief.channel, found, swap=swap, order=order)


@require_safe
@workspace_page()
def pair(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """A text and the same with one thing changed, to be kept and tested as a pair."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, _ = read_order(request.GET, access, message)
    change, of = read_change(request.GET.get("change", "")), request.GET.get("of", "")
    if order is None or change is None:
        messages.error(request, "Choose what shall be different.")
        return _studio(access, message, order)
    try:
        found = pair_of(access=access, message=message, order=order, of=of, change=change)
    except DraftGoneError as error:
        messages.error(request, error.message)
        return _studio(access, message, order)
    if found.changed is None:
        messages.error(
            request,
            "Nothing but that cannot be changed in this text: another wording would have to "
            "change with it. Try another text, or another change.",
        )
        return _studio(access, message, order)
    given = _side_named(access, message, order, found.brief, [found.given], of, given=found.given)
    changed = _draft_side(
        access, found.changed_order, found.changed_brief, found.changed, "The changed one"
    )
    assert given is not None
    pair_fields = [*order_fields(order), ("of", of), ("change", str(change))]
    return _show(
        request,
        message,
        found.brief.channel,
        [given, changed],
        order=order,
        pair_fields=pair_fields,
    )


@require_POST
@workspace_page()
def pair_keep(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Keep both of a pair, and show them beside each other."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    order, _ = read_order(request.POST, access, message)
    change, of = read_change(request.POST.get("change", "")), request.POST.get("of", "")
    if order is None or change is None:
        messages.error(request, "Choose what shall be different.")
        return _studio(access, message, order)
    try:
        left, right = keep_pair(access=access, message=message, order=order, of=of, change=change)
    except DraftGoneError as error:
        messages.error(request, error.message)
        return _studio(access, message, order)
    messages.success(request, "Both are kept. They differ in one thing.")
    query = urlencode({"left": left.pk, "right": right.pk})
    return redirect(f"{reverse('write-compare', args=[access.workspace.slug])}?{query}")


def _side_named(
    access: Access,
    message: Message,
    order: Order,
    brief: Brief,
    drafts: Sequence[Draft],
    name: str,
    given: Draft | None = None,
) -> Side | None:
    number = row_id(name[1:]) if name[:1] == "v" else None
    if number is not None:
        rows = variants_with_all().filter(workspace=access.workspace, message=message)
        row = rows.filter(pk=number).first()
        return _variant_sides(access, brief.channel, [row])[0] if row else None
    draft = given or draft_named(access, message, brief, drafts, name)
    if draft is None:
        return None
    title = f"Draft {drafts.index(draft) + 1}" if given is None else "As it was"
    return _draft_side(access, order, brief, draft, title, name)


def _draft_side(
    access: Access, order: Order, brief: Brief, draft: Draft, title: str, name: str = ""
) -> Side:
    return Side(
        title=title,
        parts=draft.parts,
        pain=order.pain,
        framework=framework_name(draft.framework),
        proof=proof_of(access, draft),
        reading=lay_out(judge(brief, draft.parts)),
        explanation=explain_drafts(access=access, channel=brief.channel, drafts=[draft])[0],
        segments=copy_extras(brief.channel.key, draft.parts).get("segments"),
        name=name,
    )


def _variant_sides(access: Access, channel: Channel, rows: list[Variant]) -> list[Side]:
    explained = explain_variants(access=access, variants=[(row, channel) for row in rows])
    found: list[Side] = []
    for row, explanation in zip(rows, explained, strict=True):
        brief = compose_brief(access=access, message=row.message, pain=row.pain)
        found.append(
            Side(
                title=row.key,
                parts=row.parts,
                pain=row.pain,
                framework=framework_name(row.framework),
                proof=row.proof,
                reading=lay_out(judge(brief, row.parts)),
                explanation=explanation,
                segments=copy_extras(channel.key, row.parts).get("segments"),
                variant=row,
            )
        )
    return found


def _show(
    request: HttpRequest,
    message: Message,
    channel: Channel,
    sides: list[Side],
    *,
    swap: str = "",
    order: Order | None = None,
    pair_fields: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    left, right = sides
    rows = [
        (
            part,
            differences(part_text(left.parts.get(part.key)), part_text(right.parts.get(part.key))),
        )
        for part in channel.parts
        if left.parts.get(part.key) or right.parts.get(part.key)
    ]
    factors = [*_factors(left, right), *pins.factor(channel, left, right)]
    context = {
        "message": message,
        "channel": channel,
        "left": left,
        "right": right,
        "sides": sides,
        "rows": rows,
        "factors": factors,
        "varied": sum(differs for _, _, _, differs in factors),
        "meters": list(zip(left.reading.meters, right.reading.meters, strict=True)),
        "swap": swap,
        "order_fields": order_fields(order) if order else [],
        "studio_query": order_query(order) if order else "",
        "pair_fields": pair_fields,
        "test": _ready_to_test(left, right),
    }
    return render(request, "write/compare.html", context)


def _factors(left: Side, right: Side) -> list[tuple[str, Any, Any, bool]]:
    """What a test can vary: (factor, left's, right's, whether they differ)."""
    rows = (
        ("Pain", left.pain, right.pain),
        ("Order of thought", left.framework, right.framework),
        ("Proof", left.proof, right.proof),
    )
    return [(name, one, other, one != other) for name, one, other in rows]


def _ready_to_test(left: Side, right: Side) -> dict[str, Any]:
    """Whether the two can be tested now, and what is still to do; empty where they never can.

    A test sets approved texts against the live one of the same message.
    """
    one, other = left.variant, right.variant
    if one is None or other is None or one.message_id != other.message_id:
        return {}
    approved = Variant.State.APPROVED
    live = one.message.live_variant_id
    return {
        "drafts": [each for each in (one, other) if each.state == Variant.State.DRAFT],
        "waiting": [each for each in (one, other) if each.state == Variant.State.SUBMITTED],
        "out": [
            each
            for each in (one, other)
            if each.state in (Variant.State.REJECTED, Variant.State.RETIRED)
        ],
        "approved": one.state == other.state == approved,
        "live": live,
        "to_publish": one if live is None else None,
        "rivals": [each.pk for each in (one, other) if each.pk != live],
    }


def _studio(access: Access, message: Message, order: Order | None) -> HttpResponse:
    query = f"?{order_query(order)}#drafts" if order else ""
    return redirect(f"{reverse('write-studio', args=[access.workspace.slug, message.pk])}{query}")
