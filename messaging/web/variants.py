"""Pages of one variant: read it with its trace, edit it, set it beside another."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from messaging.channels import get_channel
from messaging.copy_flags import flags_of
from messaging.judgement import judge
from messaging.models import Variant
from messaging.trace import explain_variant
from messaging.web.differences import differences, part_text
from messaging.web.forms import ReasonForm
from messaging.web.reading_view import lay_out
from messaging.web.studio import copy_extras
from messaging.writing import gates
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.frameworks import frameworks
from workspaces.access import Access, access_object
from workspaces.models import AuditRecord
from workspaces.web.views import workspace_page

HISTORY_SHOWN = 50


def variants_with_all() -> "QuerySet[Any]":
    """Variants with what their pages read of other rows."""
    rows: QuerySet[Any] = Variant.objects.select_related(
        "message__placement__campaign__offer",
        "message__persona",
        "message__stage",
        "message__transition",
        "pain__persona",
        "proof",
        "derived_from",
        "created_by",
        "decided_by",
    )
    return rows


@require_safe
@workspace_page()
def variant(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(variants_with_all(), access, pk=pk)
    return show_variant(request, access, row)


def show_variant(
    request: HttpRequest,
    access: Access,
    row: Variant,
    *,
    reason_form: ReasonForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The variant's page; ``refusal`` says why a step it was asked to take was not taken."""
    message = row.message
    channel = get_channel(message.placement.channel)
    brief = compose_brief(access=access, message=message, pain=row.pain)
    judged = judge(brief, row.parts)
    siblings = (
        Variant.objects.for_workspace(access.workspace).filter(message=message).exclude(pk=row.pk)
    )
    context = {
        "variant": row,
        "message": message,
        "channel": channel,
        "is_live": message.live_variant_id == row.pk,
        "reading": lay_out(judged),
        "remarks_of_gates": remarks(brief, row),
        "explanation": explain_variant(access=access, variant=row, channel=channel),
        "history": _history(access, row),
        "siblings": siblings,
        "framework": frameworks().get(row.framework),
        "segments": copy_extras(channel.key, row.parts).get("segments"),
        "flags": flags_of(access, [row])[row.pk],
        "reason_form": reason_form or ReasonForm(),
        "refusal": refusal,
    }
    return render(request, "write/variant.html", context, status=status)


def remarks(brief: Brief, row: Variant) -> list[str]:
    """What the gates would say of a person's text: to weigh, not to obey."""
    said = gates.all_faults(row.parts, brief)
    # Live and rejected words are in the brief to be avoided; the variant may be one of them.
    known = ("limit", "unfilled", "duplicate")
    return [each.partition(": ")[2] for each in said if each.partition(":")[0] not in known]


def _history(access: Access, row: Variant) -> list[AuditRecord]:
    rows = AuditRecord.objects.for_workspace(access.workspace).filter(
        Q(target_type="variant", target_id=str(row.pk))
        | Q(target_type__in=("message", "experiment"), after__live_variant=row.pk)
    )
    return list(rows[:HISTORY_SHOWN])


@require_safe
@workspace_page()
def compare(request: HttpRequest, access: Access) -> HttpResponse:
    """Two variants side by side: where they part is what a test would test."""
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
    channel = get_channel(left.message.placement.channel)
    rows = [
        (
            part,
            differences(part_text(left.parts.get(part.key)), part_text(right.parts.get(part.key))),
        )
        for part in channel.parts
        if left.parts.get(part.key) or right.parts.get(part.key)
    ]
    factors = _factors(left, right)
    context = {
        "left": left,
        "right": right,
        "rows": rows,
        "factors": factors,
        "varied": sum(differs for _, _, _, differs in factors),
        "channel": channel,
    }
    return render(request, "write/compare.html", context)


def _factors(left: Variant, right: Variant) -> list[tuple[str, Any, Any, bool]]:
    """What a test can vary: (factor, left's, right's, whether they differ)."""
    names = frameworks()
    rows = (
        ("Pain", left.pain, right.pain),
        ("Order of thought", names.get(left.framework), names.get(right.framework)),
        ("Proof", left.proof, right.proof),
    )
    return [
        (name, getattr(one, "name", one), getattr(other, "name", other), one != other)
        for name, one, other in rows
    ]
