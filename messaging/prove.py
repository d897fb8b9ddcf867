"""Adding the proof a text lacks, where the remark stands: the remark is gone by it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from messaging.models import Claim, Message, Proof, Variant, Voice
from messaging.remarks import NoRemarkError, remarks_of
from messaging.writing.compose_brief import day_here, offer_of
from messaging.writing.gates import Remark
from messaging.writing.gates.backing import NUMBER, digits
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record

PROVABLE = ("claim", "number")
LONGEST_CLAIM, LONGEST_PROOF = 200, 300


def voice_of(access: Access) -> Voice | None:
    found: Voice | None = Voice.objects.for_workspace(access.workspace).first()
    return found


def begun_voice(access: Access) -> Voice:
    """The workspace's voice, begun if there is none. Call it inside ``one_record``."""
    voice = voice_of(access)
    if voice is None:
        voice = Voice()
        create_row(access=access, instance=voice)
    return voice


def add_proof(
    *,
    access: Access,
    variant: Variant,
    gate: str,
    detail: str,
    text: str,
    link: str = "",
    expires_on: date | None = None,
) -> None:
    """Keep ``text`` as proof of what a remark (by ``gate`` and ``detail``) says is unbacked.

    It becomes a proof of the offer the text is about; what is claimed comes into the register of
    claims with it. ValidationError by field for what proves nothing; NoRemarkError where there is
    no such remark.
    """
    access.require(EDIT)
    remark = _remark(access, variant, gate, detail)
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"proof": "Say what backs it, as “4.7 of 5 stars from 312 of them”."})
    if expires_on is not None and expires_on < day_here(access):
        raise ValidationError({"expires_on": "This is over already: a proof holds today."})
    number = digits(remark.words) if gate == "number" else ""
    if number and number not in {digits(each) for each in NUMBER.findall(text)}:
        raise ValidationError({"proof": f"The proof has to say the number {remark.words} itself."})
    message = Message.objects.for_workspace(access.workspace).with_aims().get(pk=variant.message_id)
    offer = offer_of(access, message, variant.pain)
    proof = None
    if offer is not None:
        proof = Proof(offer=offer, text=text, link=link, expires_on=expires_on)
        proof.full_clean(exclude=["workspace"])
    claim = _claim(access, remark, gate)
    target = proof or claim
    with one_record(access=access, action="created", target=target):
        if proof is not None:
            create_row(access=access, instance=proof)
        if gate == "number" and proof is not None:
            return
        said: dict[str, Any] = {
            "proof": proof,
            "proof_text": "" if proof else f"{text} {link}".strip()[:LONGEST_PROOF],
            "expires_on": None if proof else expires_on,
        }
        if claim.pk:
            change_row(access=access, instance=claim, changes=said)
        else:
            claim.voice = begun_voice(access)
            for name, value in said.items():
                setattr(claim, name, value)
            create_row(access=access, instance=claim)


def _remark(access: Access, variant: Variant, gate: str, detail: str) -> Remark:
    for each in remarks_of(access=access, variants=[variant])[variant.pk]:
        if (each.remark.gate, each.remark.detail) == (gate, detail) and gate in PROVABLE:
            return each.remark
    raise NoRemarkError("The text does not say that any more. Look at it anew.")


def _claim(access: Access, remark: Remark, gate: str) -> Claim:
    """The claim of the register whose words these are, else a new one of these words."""
    known = Claim.objects.for_workspace(access.workspace)
    if gate == "claim":
        for row in known:
            if f"the claim {row.text!r} has no proof." == remark.detail:
                return row
    return Claim(text=remark.words[:LONGEST_CLAIM])
