"""How the brand speaks, what it sells, and what it can prove."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from messaging.claims import register
from messaging.models import Claim, Offer, Proof, Relief, Voice
from messaging.prove import begun_voice, voice_of
from messaging.voice_check import open_remarks
from messaging.voice_terms import said_by_personas
from messaging.web.forms import ClaimForm, OfferForm, ProofForm, ReliefForm, VoiceForm
from messaging.writing.gates.rule_files import packs
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row, create_row, one_record, remove_row
from workspaces.web.views import workspace_page


@workspace_page()
def voice(request: HttpRequest, access: Access) -> HttpResponse:
    """The whole voice; what is changed all at once is saved here."""
    row = voice_of(access)
    form = VoiceForm(request.POST if request.method == "POST" else None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        if row is None:
            create_row(access=access, instance=Voice(**form.cleaned_data))
        else:
            change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "Saved. New drafts follow it at once.")
        return redirect("write-voice", access.workspace.slug)
    return show_voice(request, access, form=form)


def show_voice(
    request: HttpRequest,
    access: Access,
    *,
    form: VoiceForm | None = None,
    term_faults: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``term_faults`` tell by field why a word was not taken."""
    row = voice_of(access)
    banned = list(row.banned_words) if row else []
    switched = [book.name for key, book in packs().items() if row and key in row.packs]
    context = {
        "form": form or VoiceForm(initial=_initial(row)),
        "voice": row,
        "said_by": said_by_personas(access, banned),
        "claims": register(access=access),
        "packs": switched,
        "breaking": open_remarks(access).count(),
        "faults": term_faults or {},
        "typed": request.POST if term_faults else {},
        "gone": _gone(request, access),
        "tab": "voice",
    }
    return render(request, "write/voice.html", context, status=status)


def _initial(row: Voice | None) -> dict[str, Any]:
    if row is None:
        return {}
    terms = (f"{avoid} = {use}" for avoid, use in row.preferred_terms.items())
    return {
        "tone": row.tone,
        "banned_words": row.banned_words,
        "preferred_terms": "\n".join(terms),
    }


def _gone(request: HttpRequest, access: Access) -> dict[str, str]:
    """What was just removed, and the signed note by which it can be put back."""
    note = request.GET.get("gone", "")
    try:
        what = signing.loads(note, salt=f"voice-put-back-{access.workspace.pk}", max_age=24 * 3600)
    except signing.BadSignature:
        return {}
    return {"note": note, "words": what.get("word") or what.get("avoid") or what.get("text") or ""}


@workspace_page(permission=EDIT)
def claim_new(request: HttpRequest, access: Access) -> HttpResponse:
    form = ClaimForm(request.POST if request.method == "POST" else None, access=access)
    if request.method == "POST" and form.is_valid():
        claim = form.instance
        with one_record(access=access, action="created", target=claim):
            claim.voice = begun_voice(access)
            create_row(access=access, instance=claim)
        messages.success(request, "Noted, with its proof.")
        return redirect("write-voice", access.workspace.slug)
    return render(request, "write/claim_new.html", {"form": form, "tab": "voice"})


@workspace_page(permission=EDIT)
def claim_edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Change what is said, or what backs it."""
    row = access_object(Claim.objects.all(), access, pk=pk)
    form = ClaimForm(
        request.POST if request.method == "POST" else None, access=access, instance=row
    )
    if request.method == "POST" and form.is_valid():
        change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "Saved. Live texts are read again in a moment.")
        return redirect("write-voice", access.workspace.slug)
    return render(request, "write/claim_new.html", {"form": form, "claim": row, "tab": "voice"})


@require_POST
@workspace_page()
def claim_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Take a claim out of the register; the page it leads to offers to put it back."""
    row = access_object(Claim.objects.all(), access, pk=pk)
    what = {
        "kind": "claim",
        "text": row.text,
        "proof": row.proof_id,
        "proof_text": row.proof_text,
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
    }
    remove_row(access=access, instance=row)
    note = signing.dumps(what, salt=f"voice-put-back-{access.workspace.pk}")
    address = reverse("write-voice", args=[access.workspace.slug])
    return redirect(f"{address}?{urlencode({'gone': note})}")


@workspace_page()
def offers(request: HttpRequest, access: Access) -> HttpResponse:
    """All offers; a new one is made here."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            create_row(access=access, instance=form.instance)
        except IntegrityError:
            form.add_error("name", "There is an offer of this name already.")
        else:
            return redirect("write-offer", access.workspace.slug, form.instance.pk)
    rows = Offer.objects.for_workspace(access.workspace).prefetch_related("reliefs", "proofs")
    context = {"offers": rows, "form": form, "tab": "offers"}
    return render(request, "write/offers.html", context)


@workspace_page()
def offer(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One offer: what it is, how it eases each pain, and what proves it."""
    row = access_object(Offer.objects.all(), access, pk=pk)
    forms = {
        "offer": OfferForm(request.POST if _posts(request, "offer") else None, instance=row),
        "relief": ReliefForm(request.POST if _posts(request, "relief") else None, access=access),
        "proof": ProofForm(request.POST if _posts(request, "proof") else None),
    }
    kind = request.POST.get("form", "") if request.method == "POST" else ""
    if kind in forms and forms[kind].is_valid():
        try:
            _save(access, row, kind, forms)
        except IntegrityError:
            forms[kind].add_error("name", "There is an offer of this name already.")
        else:
            messages.success(request, "Saved.")
            return redirect("write-offer", access.workspace.slug, pk)
    context = {
        "offer": Offer.objects.for_workspace(access.workspace).get(pk=pk),
        "reliefs": Relief.objects.for_workspace(access.workspace)
        .filter(offer=row)
        .select_related("pain__persona"),
        "proofs": Proof.objects.for_workspace(access.workspace).filter(offer=row),
        "offer_form": forms["offer"],
        "relief_form": forms["relief"],
        "proof_form": forms["proof"],
        "tab": "offers",
    }
    return render(request, "write/offer.html", context)


def _posts(request: HttpRequest, kind: str) -> bool:
    return request.method == "POST" and request.POST.get("form") == kind


def _save(access: Access, row: Offer, kind: str, forms: Mapping[str, BaseForm]) -> None:
    form = forms[kind]
    if kind == "offer":
        change_row(access=access, instance=row, changes=form.cleaned_data)
    elif kind == "relief":
        pain, text = form.cleaned_data["pain"], form.cleaned_data["text"]
        known = Relief.objects.for_workspace(access.workspace).filter(offer=row, pain=pain).first()
        if known is None:
            create_row(access=access, instance=Relief(offer=row, pain=pain, text=text))
        else:
            change_row(access=access, instance=known, changes={"text": text})
    else:
        create_row(access=access, instance=Proof(offer=row, **form.cleaned_data))


@require_POST
@workspace_page()
def relief_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Relief.objects.all(), access, pk=pk)
    remove_row(access=access, instance=row)
    messages.success(request, "That relief is gone.")
    return redirect("write-offer", access.workspace.slug, row.offer_id)


@require_POST
@workspace_page()
def proof_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Proof.objects.all(), access, pk=pk)
    remove_row(access=access, instance=row)
    messages.success(request, "That proof is gone. Texts that leaned on it stay as they are.")
    return redirect("write-offer", access.workspace.slug, row.offer_id)
