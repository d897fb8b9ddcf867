"""The register of claims: what may be said with its proof, whether that holds, where it is used."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from messaging.channels import texts_of
from messaging.live_texts import shown_texts
from messaging.models import Claim, Variant
from messaging.writing.compose_brief import day_here
from messaging.writing.gates import term_pattern
from workspaces.access import Access

SOON = timedelta(days=30)
"""How long before its end a proof is asked for anew: time for one more survey or test."""


class ClaimState(StrEnum):
    BACKED = "backed"
    SOON = "soon"
    EXPIRED = "expired"
    UNPROVED = "unproved"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def tone(self) -> str:
        return TONES[self]


LABELS = {
    ClaimState.BACKED: "backed",
    ClaimState.SOON: "proof ends soon",
    ClaimState.EXPIRED: "proof is over",
    ClaimState.UNPROVED: "no proof",
}
TONES = {
    ClaimState.BACKED: "good",
    ClaimState.SOON: "warn",
    ClaimState.EXPIRED: "bad",
    ClaimState.UNPROVED: "bad",
}
PRESSING = (ClaimState.EXPIRED, ClaimState.UNPROVED, ClaimState.SOON, ClaimState.BACKED)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """``used_in`` are the texts visitors read now that say it."""

    claim: Claim
    state: ClaimState
    used_in: tuple[Variant, ...] = ()

    @property
    def proof(self) -> str:
        """What is given as its proof, whether it holds or not."""
        return self.claim.proof.text if self.claim.proof else self.claim.proof_text


def state_of(claim: Claim, today: date) -> ClaimState:
    """Load the claim with its proof."""
    if not (claim.proof or claim.proof_text.strip()):
        return ClaimState.UNPROVED
    ends = claim.ends_on
    if ends is not None and ends < today:
        return ClaimState.EXPIRED
    return ClaimState.SOON if ends is not None and ends <= today + SOON else ClaimState.BACKED


def register(*, access: Access) -> list[ClaimLine]:
    """Every claim, the most pressing first. Three queries."""
    today = day_here(access)
    claims = Claim.objects.for_workspace(access.workspace).select_related("proof")
    stated = [(claim, state_of(claim, today)) for claim in claims]
    texts = _texts(access) if stated else []
    lines = [ClaimLine(claim, state, _saying(claim, texts)) for claim, state in stated]
    return sorted(lines, key=lambda line: (PRESSING.index(line.state), line.claim.text.lower()))


def ending_in_live_copy(*, access: Access) -> list[ClaimLine]:
    """Claims that visitors read and whose proof is over or ends soon."""
    wanted = (ClaimState.EXPIRED, ClaimState.SOON)
    today = day_here(access)
    claims = Claim.objects.for_workspace(access.workspace).select_related("proof")
    stated = [(claim, state) for claim in claims if (state := state_of(claim, today)) in wanted]
    if not stated:
        return []
    texts = _texts(access)
    lines = [ClaimLine(claim, state, _saying(claim, texts)) for claim, state in stated]
    return [line for line in lines if line.used_in]


def _texts(access: Access) -> list[tuple[Variant, str]]:
    rows = shown_texts(access).select_related("message__placement")
    return [(row, "\n".join(texts_of(row.parts))) for row in rows]


def _saying(claim: Claim, texts: list[tuple[Variant, str]]) -> tuple[Variant, ...]:
    if not claim.text.strip():
        return ()
    pattern = term_pattern(claim.text)
    return tuple(row for row, text in texts if pattern.search(text))
