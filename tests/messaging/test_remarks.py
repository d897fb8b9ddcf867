"""What the gates say of people's texts, and how it is settled."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from messaging.approval import approve_variant, submit_variant
from messaging.conflicts import UnfitError, UnsettledError
from messaging.models import Claim, Overrule, Proof, Variant, Voice
from messaging.prove import add_proof
from messaging.remarks import NoRemarkError, overrule, remarks_of, take_back
from messaging.wording import edit_variant
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

NUMBER = {"subline": "Close the books in 3 days and keep the weekend."}
DETAIL = "nothing in the brief backs the number '3'."


def text(cast: Cast, channel: str = "web_hero", state: str = "draft", **parts: Any) -> Variant:
    return make.make_variant(
        make.make_message(cast.workspace, channel=channel), state=state, parts=make.HERO | parts
    )


def voice(cast: Cast, **fields: Any) -> Voice:
    return Voice.objects.create(workspace=cast.workspace, **fields)


def said(cast: Cast, variant: Variant) -> list[tuple[str, bool, bool]]:
    found = remarks_of(access=cast.access, variants=[variant])[variant.pk]
    return [(each.remark.gate, each.remark.blocks, each.is_open) for each in found]


def let(cast: Cast, variant: Variant, detail: str = DETAIL, gate: str = "number") -> Overrule:
    return overrule(
        access=cast.access, variant=variant, gate=gate, detail=detail, reason="The law says so."
    )


def test_it_works(cast: Cast) -> None:
    variant = text(cast, **NUMBER)
    assert said(cast, variant) == [("number", False, True)]
    with pytest.raises(UnsettledError, match="One remark is open") as refused:
        submit_variant(access=cast.access, variant=variant)
    assert [fault.part for fault in refused.value.faults] == ["subline"]
    let(cast, variant)
    assert said(cast, variant) == [("number", False, False)]
    submit_variant(access=cast.access, variant=variant)
    assert variant.state == "submitted"


def test_an_ordinary_text_asks_for_nothing(cast: Cast) -> None:
    variant = text(cast)
    assert said(cast, variant) == []
    submit_variant(access=cast.access, variant=variant)


@pytest.mark.parametrize(
    ("fields", "channel", "parts", "gate"),
    [
        ({"banned_words": ["weekend"]}, "web_hero", {}, "banned word"),
        ({}, "web_hero", {"headline": "The best Sundays"}, "claim"),
        ({}, "meta_ad", {"primary_text": "Are you divorced?"}, "policy"),
    ],
)
def test_what_weighs_is_settled_first(
    cast: Cast, fields: dict[str, Any], channel: str, parts: dict[str, str], gate: str
) -> None:
    voice(cast, **fields)
    message = make.make_message(cast.workspace, channel=channel)
    wanted = (
        {"headline": "Sundays", "description": "See how"} if channel == "meta_ad" else make.HERO
    )
    variant = make.make_variant(message, parts=wanted | parts)
    assert said(cast, variant) == [(gate, False, True)]
    with pytest.raises(UnsettledError):
        submit_variant(access=cast.access, variant=variant)


def test_a_preferred_word_is_only_told(cast: Cast) -> None:
    voice(cast, preferred_terms={"weekend": "Saturday"})
    variant = text(cast)
    assert said(cast, variant) == [("preferred term", False, False)]
    submit_variant(access=cast.access, variant=variant)


def test_a_pack_of_the_law_blocks_and_nobody_lets_it_pass(cast: Cast) -> None:
    row = voice(cast)
    variant = text(cast, headline="Guaranteed returns")
    waiting = text(cast, state="submitted", headline="Guaranteed returns")
    row.packs = ["finance"]
    row.save()
    with pytest.raises(UnfitError, match="Guaranteed returns") as refused:
        submit_variant(access=cast.access, variant=variant)
    assert [fault.code for fault in refused.value.faults] == ["legal"]
    with pytest.raises(NoRemarkError):
        let(cast, variant, "Finance: “Guaranteed returns”", "legal")
    with pytest.raises(UnfitError):
        approve_variant(access=cast.access, variant=waiting)


def test_words_of_a_customer_who_did_not_agree_block(cast: Cast) -> None:
    quote = "I spend every second Sunday hunting for the receipts of other people, honestly"
    make.make_evidence(cast.workspace, text=quote, may_quote=False)
    variant = text(cast, subline="You spend every second SUNDAY hunting for the receipts.")
    assert said(cast, variant) == [("consent", True, False)]
    with pytest.raises(UnfitError, match="not agreed to be quoted"):
        submit_variant(access=cast.access, variant=variant)
    shorter = text(cast, subline="Hunting for the receipts of others ends.")
    assert said(cast, shorter) == []


def test_words_somebody_else_agreed_to_are_nobodys(cast: Cast) -> None:
    quote = "every second Sunday hunting for the receipts of other people"
    make.make_evidence(cast.workspace, text=quote, may_quote=False)
    make.make_evidence(cast.workspace, text=f"Yes: {quote}!", may_quote=True)
    assert said(cast, text(cast, subline=quote)) == []


def test_letting_pass_is_audited_and_can_be_undone(cast: Cast) -> None:
    variant = text(cast, **NUMBER)
    row = let(cast, variant)
    assert let(cast, variant).pk == row.pk
    take_back(access=cast.access, row=row)
    take_back(access=cast.access, row=row)
    actions = AuditRecord.objects.filter(workspace=cast.workspace, target_type="variant")
    assert [each.action for each in actions.order_by("pk")] == ["let pass", "not let pass"]
    assert said(cast, variant) == [("number", False, True)]


def test_only_what_is_said_can_be_let_pass_and_with_a_reason(cast: Cast) -> None:
    variant = text(cast, **NUMBER)
    with pytest.raises(NoRemarkError):
        let(cast, variant, "nothing in the brief backs the number '4'.")
    with pytest.raises(ValueError, match="why"):
        overrule(access=cast.access, variant=variant, gate="number", detail=DETAIL, reason=" ")


def test_an_edit_keeps_what_was_let_pass_while_it_says_the_same(cast: Cast) -> None:
    variant = text(cast, **NUMBER)
    let(cast, variant)
    variant = edit_variant(
        access=cast.access,
        variant=variant,
        parts=variant.parts | {"headline": "Mondays are for tea"},
        revision=variant.revision,
    )
    assert said(cast, variant) == [("number", False, False)]
    Variant.objects.filter(pk=variant.pk).update(state="approved")
    variant.refresh_from_db()
    new = edit_variant(
        access=cast.access, variant=variant, parts=variant.parts | {"button": "Go"}, revision=1
    )
    assert new.pk != variant.pk
    assert said(cast, new) == [("number", False, False)]
    new = edit_variant(
        access=cast.access,
        variant=new,
        parts=new.parts | {"subline": "Close the books in 4 days."},
        revision=new.revision,
    )
    assert said(cast, new) == [("number", False, True)]
    assert not Overrule.objects.filter(variant=new).exists()


def prove(cast: Cast, variant: Variant, **fields: Any) -> None:
    values = {"gate": "number", "detail": DETAIL, "text": "3 days on average, May 2026"} | fields
    add_proof(access=cast.access, variant=variant, **values)


def test_a_missing_proof_is_added_where_it_is_missed(cast: Cast) -> None:
    offer = make.make_offer(cast.workspace, name="Ledger")
    variant = text(cast, **NUMBER)
    prove(cast, variant, link="https://example.org/may", expires_on=date(2031, 1, 1))
    assert said(cast, variant) == []
    proof = Proof.objects.get(text__startswith="3 days")
    assert (proof.offer, proof.expires_on) == (offer, date(2031, 1, 1))
    assert AuditRecord.objects.filter(target_type__in=("proof", "claim", "voice")).count() == 1


def test_a_claim_comes_into_the_register_with_its_proof(cast: Cast) -> None:
    make.make_offer(cast.workspace, name="Ledger")
    variant = text(cast, headline="The best Sundays")
    detail = "nothing in the brief backs 'best'."
    prove(cast, variant, gate="claim", detail=detail, text="Voted first of 40 in Tea Weekly 2026")
    assert said(cast, variant) == []
    assert Claim.objects.get().proof == Proof.objects.get(text__startswith="Voted")
    assert AuditRecord.objects.filter(target_type__in=("proof", "claim", "voice")).count() == 1


def test_a_claim_of_the_register_gets_its_proof_even_without_an_offer(cast: Cast) -> None:
    row = Claim.objects.create(workspace=cast.workspace, voice=voice(cast), text="keep the weekend")
    variant = text(cast)
    detail = "the claim 'keep the weekend' has no proof."
    prove(cast, variant, gate="claim", detail=detail, text="Asked 90 studios in May")
    row.refresh_from_db()
    assert (Claim.objects.count(), row.proof_text) == (1, "Asked 90 studios in May")
    assert said(cast, variant) == []


def test_a_proof_that_is_over_backs_nothing(cast: Cast) -> None:
    offer = make.make_offer(cast.workspace, name="Ledger")
    over = timezone.localdate() - timedelta(days=2)
    proof = Proof.objects.create(
        workspace=cast.workspace, offer=offer, text="Asked 90 studios", expires_on=over
    )
    Claim.objects.create(
        workspace=cast.workspace, voice=voice(cast), text="keep the weekend", proof=proof
    )
    assert said(cast, text(cast)) == [("claim", False, True)]


def test_what_proves_nothing_is_told_by_its_field(cast: Cast) -> None:
    variant = text(cast, **NUMBER)
    with pytest.raises(ValidationError) as refused:
        prove(cast, variant, text="A few days on average")
    assert "proof" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        prove(cast, variant, expires_on=date(2020, 1, 1))
    assert "expires_on" in refused.value.message_dict
    with pytest.raises(NoRemarkError):
        prove(cast, variant, detail="nothing in the brief backs the number '9'.")


def test_more_texts_are_no_more_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    voice(cast, packs=["finance"])
    variants = [text(cast, **NUMBER) for _ in range(8)]
    with django_assert_max_num_queries(13):
        assert len(remarks_of(access=cast.access, variants=variants)) == 8
