"""The offer and the voice of a brand document, as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from messaging.brand_document import BrandDocument, OfferDocument, VoiceDocument
from messaging.models import Claim, Offer, Proof, Relief, Voice
from personas.models import PainPoint
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record
from workspaces.models import TenantModel

Row = TypeVar("Row", bound=TenantModel)


@dataclass(frozen=True, slots=True)
class LoadedOffer:
    """``offer`` is None where the document has none; ``changed`` counts rows written."""

    offer: Offer | None
    voice: Voice
    changed: int


def load_offer(
    *, access: Access, document: BrandDocument, pains: Sequence[PainPoint]
) -> LoadedOffer:
    """Bring offer, reliefs, proofs, voice and claims in line with ``document``.

    ``pains`` are the rows of the document's pains, in its order. Safe to run again: nothing is
    doubled, and what people added on the site stays. Lists are added to, single values replaced
    where the document has one. ValidationError where a text is too long for its field.
    """
    access.require(EDIT)
    with one_record(access=access, action="offer loaded", target=access.workspace):
        loader = _Loader(access)
        offer = loader.offer(document.offer, pains) if document.offer else None
        voice = loader.voice(document.voice, offer)
    return LoadedOffer(offer, voice, loader.changed)


class _Loader:
    """Finds or makes each row, and counts what it had to write."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.changed = 0

    def offer(self, document: OfferDocument, pains: Sequence[PainPoint]) -> Offer:
        offer = self._row(Offer(name=document.name), {"name": document.name})
        values: dict[str, Any] = {"features": _added(offer.features, document.features)}
        if document.what_it_is:
            values["what_it_is"] = document.what_it_is
        self._set(offer, values)
        for pain, text in zip(pains, document.reliefs, strict=False):
            if text:
                relief = self._row(
                    Relief(offer=offer, pain=pain, text=text), {"offer": offer, "pain": pain}
                )
                self._set(relief, {"text": text})
        for text in document.proof:
            self._row(Proof(offer=offer, text=text), {"offer": offer, "text": text})
        return offer

    def voice(self, document: VoiceDocument, offer: Offer | None) -> Voice:
        voice = self._row(Voice(), {})
        values: dict[str, Any] = {
            "banned_words": _added(voice.banned_words, document.banned_words),
            "preferred_terms": {**voice.preferred_terms, **document.preferred_terms},
        }
        if document.tone:
            values["tone"] = document.tone
        self._set(voice, values)
        proofs = Proof.objects.for_workspace(self.access.workspace).filter(offer=offer)
        by_text = {proof.text: proof for proof in proofs} if offer else {}
        for stated in document.claims:
            claim = self._row(Claim(voice=voice, text=stated.text), {"text": stated.text})
            proof = by_text.get(stated.proof)
            if stated.proof and claim.proof_id is None:
                self._set(claim, {"proof": proof, "proof_text": "" if proof else stated.proof})
        return voice

    def _row(self, fresh: Row, lookup: dict[str, Any]) -> Row:
        """The row of this workspace that ``lookup`` names, or ``fresh``, saved."""
        rows = type(fresh).objects.for_workspace(self.access.workspace)
        found: Row | None = rows.filter(**lookup).first()
        if found is not None:
            return found
        fresh.workspace = self.access.workspace
        fresh.clean_fields()
        create_row(access=self.access, instance=fresh, action="loaded")
        self.changed += 1
        return fresh

    def _set(self, row: TenantModel, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        row.clean_fields()
        if change_row(access=self.access, instance=row, changes=values, action="loaded"):
            self.changed += 1


def _added(present: list[str], more: Sequence[str]) -> list[str]:
    """``present`` with what it lacks of ``more``, in order."""
    return [*present, *(item for item in more if item not in present)]
