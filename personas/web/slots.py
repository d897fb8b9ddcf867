"""The slots of a pain out of its quotes: what is proposed, and words that a person marks."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from personas.listening.slots_from_quotes import SLOTS, Proposal
from personas.models import Evidence, EvidenceLink, PainPoint, SlotSource
from personas.slot_sources import (
    SLOT_NAMES,
    SlotError,
    draft_pair,
    fill_slot,
    fill_slots,
    forget_source,
    proposals_for,
    shape,
    slot_traces,
)
from personas.web.map_forms import SLOT_HELP
from personas.web.mining_forms import MarkForm
from workspaces.access import EDIT, Access, access_object
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page

QUOTES_A_PAGE = 10


def _pain(access: Access, pk: int) -> PainPoint:
    return access_object(PainPoint.objects.select_related("persona"), access, pk=pk)


@workspace_page(permission=EDIT)
def slots(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Take, change or leave what the quotes propose for each slot."""
    pain = _pain(access, pk)
    if request.method == "POST":
        chosen = _chosen(request)
        try:
            fill_slots(access=access, pain=pain, chosen=chosen)
        except SlotError as error:
            messages.warning(request, str(error))
            return _slots_page(request, access, pain, typed=chosen)
        messages.success(request, _kept(len(chosen)))
        return redirect("map-pain-slots", access.workspace.slug, pk)
    return _slots_page(request, access, pain)


def _kept(count: int) -> str:
    if not count:
        return "Nothing was chosen, so nothing has changed."
    return "1 slot is filled." if count == 1 else f"{count} slots are filled."


def _slots_page(
    request: HttpRequest, access: Access, pain: PainPoint, typed: list[Proposal] | None = None
) -> HttpResponse:
    pain.refresh_from_db()
    proposed = proposals_for(access, pain)
    quotes = Evidence.objects.for_workspace(access.workspace).in_bulk(
        {each.key for some in proposed.values() for each in some}
    )
    kept = {each.slot: each for each in typed or ()}
    traces = {trace.slot: trace for trace in slot_traces(access, pain)}
    rows = [
        _slot_row(traces[slot], proposed.get(slot, ()), quotes, kept.get(slot)) for slot in SLOTS
    ]
    pair = draft_pair(pain)
    context = {
        "pain": pain,
        "rows": rows,
        "proposed": any(row["proposals"] for row in rows),
        "pair": [SLOT_NAMES[slot].lower() for slot in pair] if pair else None,
        "tab": "pains",
    }
    return render(request, "listen/candidate_slots.html", context)


def _slot_row(
    trace: Any, proposals: tuple[Proposal, ...], quotes: dict[int, Evidence], typed: Proposal | None
) -> dict[str, Any]:
    said = trace.text.casefold()
    told = [
        {
            "number": number,
            "text": typed.text if typed and typed.key == each.key else each.text,
            "proposal": each,
            "quote": quotes.get(each.key),
            "pieces": pieces(quotes[each.key].text, each.words) if each.key in quotes else (),
            "chosen": (typed.key == each.key) if typed else not trace.text and number == 0,
        }
        for number, each in enumerate(proposals)
        if each.text.casefold() != said or not trace.sources
    ]
    return {"trace": trace, "help": SLOT_HELP[trace.slot], "proposals": told}


def pieces(text: str, words: str) -> tuple[str, str, str]:
    """``text`` before, in and after ``words``; a long quote is cut at both ends."""
    start = text.find(words) if words else -1
    if start < 0:
        return text[:300], "", ""
    return text[max(start - 140, 0) : start], words, text[start + len(words) :][:140]


def _chosen(request: HttpRequest) -> list[Proposal]:
    """What the form says to take: for each slot the number of a proposal, and its text."""
    chosen = []
    for slot in SLOTS:
        number = row_id(request.POST.get(f"take_{slot}", ""))
        if number is None:
            continue
        said = {
            name: request.POST.get(f"{name}_{slot}_{number}", "").replace("\x00", "")[:300]
            for name in ("text", "words", "quote")
        }
        key = row_id(said["quote"])
        if said["text"].strip() and key is not None:
            chosen.append(Proposal(slot, said["text"].strip(), key, said["words"]))
    return chosen


@workspace_page(permission=EDIT)
def mark(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Words of a quote that fill a slot: shown in the slot's shape first, kept when told so."""
    pain = _pain(access, pk)
    given = request.POST if request.method == "POST" else request.GET
    wanted = row_id(given.get("quote", ""))
    quote = access_object(Evidence.objects.all(), access, pk=wanted) if wanted else None
    form = MarkForm(given if given.get("words") else None, initial={"slot": given.get("slot")})
    shaped = None
    if quote is not None and form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        if request.method == "POST":
            try:
                fill_slot(access=access, pain=pain, evidence=quote, **said)
            except SlotError as error:
                form.add_error("text" if said["text"] else "words", str(error))
            else:
                messages.success(request, f"“{SLOT_NAMES[said['slot']]}” is filled.")
                page = reverse("map-pain-mark", args=[access.workspace.slug, pk])
                return redirect(f"{page}?quote={quote.pk}")
        shaped = shape(said["slot"], said["words"], pain.language)
    pain.refresh_from_db()
    context = {
        "pain": pain,
        "quote": quote,
        "form": form,
        "shaped": shaped,
        "slots": [(trace, SLOT_HELP[trace.slot]) for trace in slot_traces(access, pain)],
        "slot": form["slot"].value() or "struggle",
        "page": Paginator(_quotes(access, pain), QUOTES_A_PAGE).get_page(request.GET.get("page")),
        "pair": draft_pair(pain),
        "tab": "pains",
    }
    return render(request, "listen/candidate_marking.html", context)


def _quotes(access: Access, pain: PainPoint) -> Any:
    return (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(pain=pain, state=EvidenceLink.State.CONFIRMED)
        .select_related("evidence")
        .order_by("-evidence_id")
    )


@require_POST
@workspace_page()
def forget(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """A slot does not stand on this quote."""
    source = access_object(SlotSource.objects.select_related("pain", "evidence"), access, pk=pk)
    forget_source(access=access, source=source)
    messages.success(request, f"“{SLOT_NAMES[source.slot]}” does not stand on that quote any more.")
    return redirect("map-pain", access.workspace.slug, source.pain_id)
