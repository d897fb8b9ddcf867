"""The studio: what we know, the drafts and variants it leads to, and the place they are for."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.assigning import workers
from messaging.channels.merge_tags import dialects
from messaging.copy_flags import flags_of
from messaging.drafting import MOST_DRAFTS, Generated, Order, generate_drafts
from messaging.explanation import explain_variants
from messaging.fill_brief import FILLABLE
from messaging.judgement import judge
from messaging.models import Message, Variant
from messaging.pairs import possible_changes
from messaging.take_along import NEUTRAL, WAYS, usual_way
from messaging.web.bulk import undoable
from messaging.web.parts_form import PartsForm
from messaging.web.reading_view import lay_out
from messaging.web.studio_drafts import Kept, Offered, copy_extras, offered_drafts
from messaging.web.studio_order import order_fields, order_query, others, read_order, ways_on
from messaging.writing.able import why_not_written
from messaging.writing.brief import Brief
from messaging.writing.select import missing
from personas.grammar.slot_shape import examples_of
from workspaces.access import EDIT, Access, access_object
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page

QUOTES_SHOWN = 4
HELD_BACK_SHOWN = 6
WISHED = {
    "like": "More like",
    "unlike": "Something different from",
    "shorter": "Shorter than",
}
"""A wish -> how the page calls the drafts it led to."""


@require_safe
@workspace_page()
def studio(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One message: choose what to speak to, read drafts, keep the good ones."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    return show_studio(request, access, message, request.GET)


def show_studio(
    request: HttpRequest,
    access: Access,
    message: Message,
    data: QueryDict,
    *,
    edited: PartsForm | None = None,
    unfilled: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page for the order in ``data``. ``edited`` is the form of a draft that was not kept,
    ``unfilled`` the field of the brief that was not filled: its name, what was typed, and why."""
    order, form = read_order(data, access, message)
    generated = generate_drafts(access=access, message=message, order=order) if order else None
    variants = list(
        Variant.objects.for_workspace(access.workspace)
        .filter(message=message)
        .exclude(state=Variant.State.RETIRED)
        .select_related("pain", "assignee", "message__placement")
    )
    context: dict[str, Any] = {
        "message": message,
        "form": form,
        "order": order,
        "flagged": flags_of(access, variants),
        "show": _shown(data.get("show", "")),
        "unfilled": unfilled,
        "undo": undoable(request, access),
    }
    context["kept"] = _kept(access, order, generated.brief if generated else None, variants)
    if order is not None and generated is not None:
        context |= _drafts(access, order, generated, variants)
        context |= _brief(access, generated.brief)
        context["tested"] = generated.lessons.pains.get(order.pain.pk)
        context |= _addresses(order, generated)
        if access.may(EDIT):
            context |= _editing(access, generated.brief, context["offered"], data, edited)
            context["workers"] = workers(access=access) if variants else ()
            context["changes"] = _changes(access, order, generated, context["unwritten"])
    return render(request, "write/studio.html", context, status=status)


def _changes(access: Access, order: Order, generated: Generated, unwritten: object) -> Any:
    """What one thing of a draft can be changed; nothing where nothing can be written."""
    if unwritten:
        return []
    return possible_changes(access=access, order=order, brief=generated.brief)


def _drafts(
    access: Access, order: Order, generated: Generated, variants: list[Variant]
) -> dict[str, Any]:
    return {
        "offered": offered_drafts(
            access=access, generated=generated, order=order, variants=variants
        ),
        "held_back": generated.held_back[:HELD_BACK_SHOWN],
        "gone": generated.gone,
        "of": generated.of,
        "wished": WISHED[order.steps[-1].do] if order.steps and generated.of else "",
    }


def _brief(access: Access, brief: Brief) -> dict[str, Any]:
    unwritten, examples = why_not_written(brief), examples_of(brief.language)
    lacking = [] if unwritten else missing(brief)
    return {
        "unwritten": unwritten,
        "brief": brief,
        "channel": brief.channel,
        "dialects": _dialects(access) if brief.channel.merge_tags else (),
        "quotes": list(brief.quotes[:QUOTES_SHOWN]),
        "missing": [
            (each, each.field in FILLABLE, _example(each.field, examples)) for each in lacking
        ],
    }


def _dialects(access: Access) -> list[tuple[str, str, bool]]:
    """(key, name, whether copy is taken along that way) of every tool we know."""
    usual = usual_way(access)
    known = {NEUTRAL: WAYS[NEUTRAL]} | {key: each.name for key, each in dialects().items()}
    return [(key, name, key == usual) for key, name in known.items()]


def _kept(
    access: Access, order: Order | None, brief: Brief | None, variants: list[Variant]
) -> list[Kept]:
    """Each kept text with what it stands on and where one may go on from it."""
    names = [f"v{variant.pk}" for variant in variants]
    if order is None or brief is None:
        return [Kept(row, name, None, {}) for row, name in zip(variants, names, strict=True)]
    explained = explain_variants(
        access=access, variants=[(variant, brief.channel) for variant in variants]
    )
    return [
        Kept(variant, name, explanation, ways_on(order, name))
        for variant, name, explanation in zip(variants, names, explained, strict=True)
    ]


def _editing(
    access: Access,
    brief: Brief,
    offered: list[Offered],
    data: QueryDict,
    edited: PartsForm | None,
) -> dict[str, Any]:
    """The form of the draft that ``data`` names to be changed before it is kept, and its lens."""
    name = data.get("edit", "")
    draft = next((each for each in offered if each.name == name), None)
    if draft is None:
        return {}
    form = edited or PartsForm(access=access, channel=brief.channel, parts=draft.draft.parts)
    parts = form.typed() if form.is_bound else draft.draft.parts
    return {
        "edit": name,
        "edit_form": form,
        "parts": parts,
        "reading": lay_out(judge(brief, parts)),
        "segments": copy_extras(brief.channel.key, parts).get("segments"),
    }


def _addresses(order: Order, generated: Generated) -> dict[str, Any]:
    back = Order(order.pain, order.stage, order.seed, order.count, order.framework)
    return {
        "order_query": order_query(order),
        "more_query": order_query(others(order)),
        "first_query": order_query(back) if order.steps else "",
        "hand_query": f"pain={order.pain.pk}",
        "order_fields": order_fields(order),
    }


def _shown(number: str) -> int:
    """Which draft is shown in its place, counted from 1."""
    shown = row_id(number)
    return shown if shown and shown <= MOST_DRAFTS else 1


OTHER_EXAMPLES = {
    "offer.name": "Ledger",
    "offer.proof": "receipts in after 4 days instead of 17, across 61 studios in 2025",
    "persona.objections": "My clients will never use it.",
    "persona.choice_criteria": "how long it takes to set up",
}


def _example(field: str, examples: dict[str, str]) -> str:
    """What somebody could write into a field of the brief."""
    slot = "relief" if field == "offer.reliefs" else field.partition(".")[2]
    return examples.get(slot) or OTHER_EXAMPLES.get(field, "")
