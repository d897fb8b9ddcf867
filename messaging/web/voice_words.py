"""Changing the voice word by word: banned and preferred words, packs, and putting things back."""

import csv
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from messaging.claims import register
from messaging.models import Claim, Proof
from messaging.prove import begun_voice, voice_of
from messaging.voice_terms import (
    add_banned,
    add_preferred,
    remove_banned,
    remove_preferred,
    said_by_personas,
    switch_packs,
)
from messaging.web.voice import show_voice
from messaging.writing.gates.rule_files import packs, policies
from workspaces.access import EDIT, Access
from workspaces.cells import safe_cell
from workspaces.changes import create_row, one_record
from workspaces.web.views import workspace_page

PUT_BACK_WITHIN = 24 * 3600
"""Seconds in which what was removed can be put back from the page."""


@require_POST
@workspace_page(change=EDIT)
def banned_add(request: HttpRequest, access: Access) -> HttpResponse:
    word = request.POST.get("word", "")
    try:
        add_banned(access=access, word=word)
    except ValidationError as error:
        return show_voice(request, access, term_faults=error.message_dict, status=422)
    messages.success(request, _banned(access, " ".join(word.split())))
    return redirect("write-voice", access.workspace.slug)


@require_POST
@workspace_page(change=EDIT)
def preferred_add(request: HttpRequest, access: Access) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in ("avoid", "use")}
    try:
        add_preferred(access=access, **said)
    except ValidationError as error:
        return show_voice(request, access, term_faults=error.message_dict, status=422)
    messages.success(request, "Noted. Live texts are read again in a moment.")
    return redirect("write-voice", access.workspace.slug)


@require_POST
@workspace_page(change=EDIT)
def banned_remove(request: HttpRequest, access: Access) -> HttpResponse:
    word = request.POST.get("word", "")
    remove_banned(access=access, word=word)
    return gone(access, {"kind": "banned", "word": word})


@require_POST
@workspace_page(change=EDIT)
def preferred_remove(request: HttpRequest, access: Access) -> HttpResponse:
    avoid = request.POST.get("avoid", "")
    row = voice_of(access)
    use = row.preferred_terms.get(avoid, "") if row else ""
    remove_preferred(access=access, avoid=avoid)
    return gone(access, {"kind": "preferred", "avoid": avoid, "use": use})


@require_POST
@workspace_page(change=EDIT)
def put_back(request: HttpRequest, access: Access) -> HttpResponse:
    """Undo a removal: the page gave a signed note of what it was."""
    try:
        what = signing.loads(
            request.POST.get("what", ""), salt=salt(access), max_age=PUT_BACK_WITHIN
        )
        _put_back(access, what)
    except signing.BadSignature:
        messages.error(request, "This can no longer be put back. Type it again.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "It is back.")
    return redirect("write-voice", access.workspace.slug)


@workspace_page(change=EDIT)
def packs_page(request: HttpRequest, access: Access) -> HttpResponse:
    """Which packs hold, what each forbids, and what the platforms refuse anyway."""
    if request.method == "POST":
        try:
            switch_packs(access=access, wanted=request.POST.getlist("pack"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Saved. Live texts are read again in a moment.")
        return redirect("write-voice-packs", access.workspace.slug)
    row = voice_of(access)
    on = set(row.packs) if row else set()
    context = {
        "packs": [(book, book.key in on) for book in packs().values()],
        "policies": list(policies().values()),
        "tab": "voice",
    }
    return render(request, "write/packs.html", context)


@require_safe
@workspace_page()
def claims_file(request: HttpRequest, access: Access) -> HttpResponse:
    """The register of claims as CSV."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"claims-{access.workspace.slug}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    sheet = csv.writer(answer)
    sheet.writerow(["claim", "state", "proof", "source", "holds until", "said in"])
    for line in register(access=access):
        ends = line.claim.ends_on
        cells = [
            line.claim.text,
            line.state.label,
            line.proof,
            line.claim.proof.link if line.claim.proof else "",
            ends.isoformat() if ends else "",
            ", ".join(text.key for text in line.used_in),
        ]
        sheet.writerow([safe_cell(cell) for cell in cells])
    return answer


def gone(access: Access, what: Mapping[str, Any]) -> HttpResponse:
    """To the voice's page, which offers to put ``what`` back."""
    note = signing.dumps(dict(what), salt=salt(access))
    address = reverse("write-voice", args=[access.workspace.slug])
    return redirect(f"{address}?{urlencode({'gone': note})}")


def salt(access: Access) -> str:
    return f"voice-put-back-{access.workspace.pk}"


def _put_back(access: Access, what: Mapping[str, Any]) -> None:
    if what["kind"] == "banned":
        add_banned(access=access, word=what["word"])
    elif what["kind"] == "preferred":
        add_preferred(access=access, avoid=what["avoid"], use=what["use"])
    else:
        proofs = Proof.objects.for_workspace(access.workspace)
        claim = Claim(
            text=what["text"],
            proof=proofs.filter(pk=what["proof"]).first(),
            proof_text=what["proof_text"],
            expires_on=what["expires_on"],
        )
        claim.clean_fields(exclude=["workspace", "voice"])
        with one_record(access=access, action="created", target=claim):
            claim.voice = begun_voice(access)
            create_row(access=access, instance=claim)


def _banned(access: Access, word: str) -> str:
    names = said_by_personas(access, [word]).get(word)
    said = "No draft says it from now on; live texts are read again in a moment."
    if not names:
        return said
    verb = "says" if len(names) == 1 else "say"
    return f"{said} {', '.join(names)} {verb} it, though: the ban weighs more than their words."
