"""How the brand speaks, what it sells, and what it can prove."""

from collections.abc import Mapping

from django.contrib import messages
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.models import Claim, Offer, Proof, Relief, Voice
from messaging.web.forms import ClaimForm, OfferForm, ProofForm, ReliefForm, VoiceForm
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row, create_row, one_record, remove_row
from workspaces.web.views import workspace_page


def voice_of(access: Access) -> Voice | None:
    found: Voice | None = Voice.objects.for_workspace(access.workspace).first()
    return found


@workspace_page()
def voice(request: HttpRequest, access: Access) -> HttpResponse:
    row = voice_of(access)
    initial = {}
    if row is not None:
        terms = (f"{avoid} = {use}" for avoid, use in row.preferred_terms.items())
        initial = {
            "tone": row.tone,
            "banned_words": row.banned_words,
            "preferred_terms": "\n".join(terms),
        }
    form = VoiceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if row is None:
            create_row(access=access, instance=Voice(**form.cleaned_data))
        else:
            change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "Saved. New drafts follow it at once.")
        return redirect("write-voice", access.workspace.slug)
    context = {
        "form": form,
        "voice": row,
        "claims": Claim.objects.for_workspace(access.workspace).select_related("proof"),
        "claim_form": ClaimForm(access=access),
        "tab": "voice",
    }
    return render(request, "write/voice.html", context)


@workspace_page(permission=EDIT)
def claim_new(request: HttpRequest, access: Access) -> HttpResponse:
    form = ClaimForm(request.POST if request.method == "POST" else None, access=access)
    if request.method == "POST" and form.is_valid():
        claim = form.instance
        with one_record(access=access, action="created", target=claim):
            row = voice_of(access)
            if row is None:
                row = Voice()
                create_row(access=access, instance=row)
            claim.voice = row
            create_row(access=access, instance=claim)
        messages.success(request, "Noted, with its proof.")
        return redirect("write-voice", access.workspace.slug)
    return render(request, "write/claim_new.html", {"form": form, "tab": "voice"})


@require_POST
@workspace_page()
def claim_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    remove_row(access=access, instance=access_object(Claim.objects.all(), access, pk=pk))
    messages.success(request, "That claim is gone.")
    return redirect("write-voice", access.workspace.slug)


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
