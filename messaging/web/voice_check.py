"""Live texts that break a rule of today: the list, and why some may stay."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging.conflicts import RefusedError
from messaging.live_texts import shown_texts
from messaging.models import Variant, VoiceRemark
from messaging.prove import voice_of
from messaging.remarks import remarks_of
from messaging.voice_check import KIND, open_remarks, reopen_remark, settle_remark
from messaging.writing.gates import Remark
from workspaces.access import EDIT, Access, access_object
from workspaces.cells import safe_cell
from workspaces.jobs import enqueue
from workspaces.web.views import workspace_page

REMARKS_A_PAGE = 30
SETTLED_SHOWN = 20
AROUND = 160
"""Characters shown before and after the words a remark is about."""
RULE_NAMES = {
    "legal": "A pack of the law forbids it",
    "consent": "Words of somebody who has not agreed",
    "claim": "A claim that nothing backs today",
    "number": "A number that nothing backs today",
    "policy": "The platform would refuse it",
    "banned word": "A word you never say",
    "preferred term": "A word you say differently",
}
"""The gates as the page heads them, the gravest first."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One live text and the rule it breaks; ``before``, ``words`` and ``after`` are the text, with
    the words that break it apart. They are empty where the text has changed since."""

    row: VoiceRemark
    is_live: bool
    before: str = ""
    words: str = ""
    after: str = ""
    suggestion: str = ""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        error_messages={
            "required": "Say why it may stay, so that whoever asks later finds it.",
        },
    )


@require_safe
@workspace_page()
def check(request: HttpRequest, access: Access) -> HttpResponse:
    return _show(request, access)


@require_POST
@workspace_page(change=EDIT)
def settle(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say why a text may stay; where that is refused, the list says why, with what was typed."""
    row = access_object(VoiceRemark.objects.all(), access, pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, access, refused=row, form=form, status=422)
    try:
        settle_remark(access=access, row=row, reason=form.cleaned_data["reason"])
    except RefusedError as error:
        form.add_error(None, error.message)
        return _show(request, access, refused=row, form=form, status=409)
    messages.success(request, "It stays, and your reason with it.")
    return redirect("write-voice-check", access.workspace.slug)


@require_POST
@workspace_page(change=EDIT)
def reopen(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(VoiceRemark.objects.all(), access, pk=pk)
    try:
        reopen_remark(access=access, row=row)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "It is on the list again.")
    return redirect("write-voice-check", access.workspace.slug)


@require_POST
@workspace_page(change=EDIT)
def now(request: HttpRequest, access: Access) -> HttpResponse:
    """Read all live texts now, as a job."""
    enqueue(access=access, kind=KIND)
    messages.success(request, "Every live text is being read; here you see how far it is.")
    return redirect("settings-jobs", access.workspace.slug)


@require_safe
@workspace_page()
def check_file(request: HttpRequest, access: Access) -> HttpResponse:
    """Every remark, settled ones too, as CSV."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"voice-check-{access.workspace.slug}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    sheet = csv.writer(answer)
    sheet.writerow(
        ["text", "place", "rule", "what", "seen by visitors", "since", "settled", "by", "reason"]
    )
    shown = set(shown_texts(access).values_list("pk", flat=True))
    rows = VoiceRemark.objects.for_workspace(access.workspace).select_related(
        "variant__message__placement", "settled_by"
    )
    for row in rows:
        cells = [
            row.variant.key,
            row.variant.message.placement.name,
            RULE_NAMES.get(row.gate, row.gate),
            row.detail,
            "yes" if row.variant_id in shown else "no",
            row.found_at.isoformat(timespec="seconds"),
            row.settled_at.isoformat(timespec="seconds") if row.settled_at else "",
            row.settled_by.email if row.settled_by else "",
            row.settlement,
        ]
        sheet.writerow([safe_cell(cell) for cell in cells])
    return answer


def _show(
    request: HttpRequest,
    access: Access,
    *,
    refused: VoiceRemark | None = None,
    form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = open_remarks(access).select_related("variant__message__placement")
    page = Paginator(waiting, REMARKS_A_PAGE).get_page(request.GET.get("page"))
    groups: dict[str, list[Broken]] = defaultdict(list)
    for broken in _broken(access, list(page)):
        groups[broken.row.gate].append(broken)
    settled = (
        VoiceRemark.objects.for_workspace(access.workspace)
        .exclude(settled_at=None)
        .select_related("variant", "settled_by")
        .order_by("-settled_at")
    )
    voice = voice_of(access)
    context: dict[str, Any] = {
        "page": page,
        "groups": [(name, groups[gate]) for gate, name in RULE_NAMES.items() if groups[gate]],
        "settled": settled[:SETTLED_SHOWN],
        "voice": voice,
        "stale": voice is not None
        and (
            voice.checked_at is None
            or (voice.rules_changed_at is not None and voice.rules_changed_at > voice.checked_at)
        ),
        "refused": refused,
        "reason_form": form,
        "tab": "voice",
    }
    return render(request, "write/voice_check.html", context, status=status)


def _broken(access: Access, rows: list[VoiceRemark]) -> list[Broken]:
    """The rows with the words they are about, read from the texts as they stand now."""
    variants = {row.variant_id: row.variant for row in rows}
    said = remarks_of(access=access, variants=list(variants.values()))
    shown = set(shown_texts(access).filter(pk__in=variants).values_list("pk", flat=True))
    found = {
        (pk, each.remark.gate, each.remark.detail): each.remark
        for pk, all_of_it in said.items()
        for each in all_of_it
    }
    return [
        _marked(row, row.variant_id in shown, found.get((row.variant_id, row.gate, row.detail)))
        for row in rows
    ]


def _marked(row: VoiceRemark, is_live: bool, remark: Remark | None) -> Broken:
    if remark is None:
        return Broken(row, is_live)
    text = _text_of(row.variant, remark.part)
    return Broken(
        row,
        is_live,
        _end_of(text[: remark.start]),
        text[remark.start : remark.end],
        _beginning_of(text[remark.end :]),
        remark.suggestion,
    )


def _end_of(text: str) -> str:
    """The last words of ``text``: an e-mail is too long for a list."""
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def _beginning_of(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"


def _text_of(variant: Variant, place: str) -> str:
    """The text at a place such as ``headlines[2]``; empty where it is none."""
    part, _, number = place.partition("[")
    value = variant.parts.get(part, "")
    if isinstance(value, list):
        at = int(number.rstrip("]") or 0)
        return str(value[at]) if at < len(value) else ""
    return str(value)
