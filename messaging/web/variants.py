"""Pages of one variant: read it with its trace, edit it, set it beside another."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.channels_here import channel_for
from messaging.copy_flags import flags_of
from messaging.explanation import explain_variant
from messaging.judgement import judge
from messaging.models import Variant
from messaging.remarks import remarks_of
from messaging.web.forms import ReasonForm
from messaging.web.reading_view import lay_out
from messaging.web.studio_drafts import copy_extras
from messaging.web.working_forms import working_context
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
        "translation_of__message__live_variant",
        "created_by",
        "decided_by",
        "assignee",
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
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The variant's page; ``refusal`` says why a step it was asked to take was not taken.

    ``more`` goes before what the page would say by itself, as a form with its faults.
    """
    message = row.message
    channel = channel_for(access=access, key=message.placement.channel)
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
        "said": remarks_of(access=access, variants=[row])[row.pk],
        "explanation": explain_variant(access=access, variant=row, channel=channel),
        "history": _history(access, row),
        "siblings": siblings,
        "framework": frameworks().get(row.framework),
        "segments": copy_extras(channel.key, row.parts).get("segments"),
        "flags": flags_of(access, [row])[row.pk],
        "reason_form": reason_form or ReasonForm(),
        "refusal": refusal,
        **working_context(access, row),
        **(more or {}),
    }
    return render(request, "write/variant.html", context, status=status)


def _history(access: Access, row: Variant) -> list[AuditRecord]:
    rows = AuditRecord.objects.for_workspace(access.workspace).filter(
        Q(target_type="variant", target_id=str(row.pk))
        | Q(target_type__in=("message", "experiment"), after__live_variant=row.pk)
    )
    return list(rows[:HISTORY_SHOWN])
