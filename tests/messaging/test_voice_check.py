"""Live texts are read again when a rule changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.claims import ClaimState, ending_in_live_copy, register
from messaging.conflicts import WrongStateError
from messaging.models import Claim, Offer, Proof, Variant, Voice, VoiceRemark
from messaging.remarks import overrule
from messaging.voice_check import (
    check_due,
    check_live_texts,
    open_remarks,
    reopen_remark,
    settle_remark,
    texts_breaking_rules,
)
from tests import make
from tests.conftest import Cast
from workspaces.changes import change_row, create_row, remove_row
from workspaces.models import AuditRecord


def live(cast: Cast, **fields: Any) -> Variant:
    return make.make_live(make.make_message(cast.workspace), **fields)


def voice(cast: Cast, **fields: Any) -> Voice:
    return Voice.objects.create(workspace=cast.workspace, **fields)


def told(cast: Cast) -> list[tuple[int, str, str]]:
    rows = open_remarks(cast.access).order_by("variant_id", "gate")
    return [(row.variant_id, row.gate, row.detail) for row in rows]


def test_it_works(cast: Cast) -> None:
    one, other = live(cast), live(cast, parts=make.HERO | {"subline": "Books by the third."})
    row = voice(cast)
    assert check_live_texts(access=cast.access).found == 0
    change_row(access=cast.access, instance=row, changes={"banned_words": ["weekend"]})
    done = check_live_texts(access=cast.access)
    assert (done.read, done.found, done.closed) == (2, 1, 0)
    assert told(cast) == [(one.pk, "banned word", "the brand never says 'weekend'.")]
    assert texts_breaking_rules(cast.access) == 1
    one.refresh_from_db()
    assert one.state == "approved"
    assert other.pk != one.pk


def test_twice_changes_nothing_and_what_holds_no_longer_is_closed(cast: Cast) -> None:
    live(cast)
    row = voice(cast, banned_words=["weekend"])
    check_live_texts(access=cast.access)
    before = list(VoiceRemark.objects.values())
    again = check_live_texts(access=cast.access)
    assert (again.found, again.closed) == (0, 0)
    assert list(VoiceRemark.objects.values()) == before
    change_row(access=cast.access, instance=row, changes={"banned_words": []})
    assert check_live_texts(access=cast.access).closed == 1
    assert told(cast) == []


def test_what_is_out_of_use_is_listed_no_more(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="approved")
    make.make_variant(make.make_message(cast.workspace), state="draft")
    voice(cast, banned_words=["weekend"])
    assert check_live_texts(access=cast.access).found == 1
    assert texts_breaking_rules(cast.access) == 0  # approved, and nobody sees it yet
    Variant.objects.filter(pk=variant.pk).update(state="retired")
    assert check_live_texts(access=cast.access).closed == 1


def test_a_proof_that_runs_out_is_told_of_live_copy(cast: Cast) -> None:
    live(cast)
    row = voice(cast)
    offer = make.make_offer(cast.workspace)
    today = timezone.localdate()
    proof = Proof.objects.create(
        workspace=cast.workspace, offer=offer, text="Asked 90", expires_on=today
    )
    Claim.objects.create(workspace=cast.workspace, voice=row, text="keep the weekend", proof=proof)
    assert check_live_texts(access=cast.access).found == 0
    assert [line.state for line in ending_in_live_copy(access=cast.access)] == [ClaimState.SOON]
    Proof.objects.filter(pk=proof.pk).update(expires_on=today - timedelta(days=3))
    assert check_live_texts(access=cast.access).found == 1
    line = register(access=cast.access)[0]
    assert (line.state, len(line.used_in), line.proof) == (ClaimState.EXPIRED, 1, "Asked 90")


def test_a_pack_a_policy_and_consent_are_rules_too(cast: Cast) -> None:
    live(cast, parts=make.HERO | {"headline": "Risk-free Sundays"})
    live(cast, parts=make.HERO | {"subline": "Every second Sunday hunting for receipts of others"})
    make.make_evidence(
        cast.workspace, text="every second Sunday hunting for receipts of others", may_quote=False
    )
    voice(cast, packs=["finance"])
    check_live_texts(access=cast.access)
    # "Risk-free" is a claim too, which nothing here backs.
    assert {gate for _, gate, _ in told(cast)} == {"legal", "consent", "claim"}


def test_what_was_let_pass_or_settled_is_not_told_again(cast: Cast) -> None:
    variant = live(cast)
    voice(cast, banned_words=["weekend", "Sunday"])
    detail = "the brand never says 'weekend'."
    overrule(
        access=cast.access, variant=variant, gate="banned word", detail=detail, reason="A name."
    )
    check_live_texts(access=cast.access)
    assert [each for _, _, each in told(cast)] == ["the brand never says 'Sunday'."]
    row = open_remarks(cast.access).get()
    with pytest.raises(ValueError, match="why"):
        settle_remark(access=cast.access, row=row, reason=" ")
    settle_remark(access=cast.access, row=row, reason="It is the campaign's name.")
    with pytest.raises(WrongStateError):
        settle_remark(access=cast.access, row=row, reason="Again.")
    assert check_live_texts(access=cast.access).found == 0
    assert told(cast) == []
    reopen_remark(access=cast.access, row=row)
    assert len(told(cast)) == 1
    actions = AuditRecord.objects.filter(target_type="voiceremark").order_by("pk")
    assert [each.action for each in actions] == ["settled", "reopened"]


def test_whatever_texts_are_judged_by_asks_for_a_check(cast: Cast) -> None:
    def asked() -> bool:
        rows = Voice.objects.for_workspace(cast.workspace)
        wanted = rows.exclude(rules_changed_at=None).exists()
        rows.update(rules_changed_at=None)
        return bool(wanted)

    offer = Offer.objects.create(workspace=cast.workspace, name="Ledger", what_it_is="a service")
    proof = Proof(offer=offer, text="Asked 90")
    create_row(access=cast.access, instance=proof)
    assert asked()
    row = Voice.objects.get(workspace=cast.workspace)
    change_row(access=cast.access, instance=row, changes={"tone": "warm"})
    assert not asked()
    for changes in (
        {"packs": ["health"]},
        {"banned_words": ["x"]},
        {"preferred_terms": {"a": "b"}},
    ):
        change_row(access=cast.access, instance=row, changes=changes)
        assert asked()
    claim = Claim(voice=row, text="best")
    create_row(access=cast.access, instance=claim)
    assert asked()
    remove_row(access=cast.access, instance=claim)
    assert asked()
    remove_row(access=cast.access, instance=proof)
    assert asked()


def test_texts_are_read_when_nobody_changes_rules_any_more_and_once_a_day(cast: Cast) -> None:
    now = timezone.now()
    row = voice(cast, rules_changed_at=now)
    Voice.objects.exclude(pk=row.pk).update(checked_at=now, rules_changed_at=None)
    assert check_due() == 0
    Voice.objects.filter(pk=row.pk).update(rules_changed_at=now - timedelta(minutes=1))
    assert check_due() == 1
    assert check_due() == 0
    Voice.objects.filter(pk=row.pk).update(checked_at=now - timedelta(days=2))
    assert check_due() == 1


def test_more_texts_are_no_more_queries(cast: Cast) -> None:
    voice(cast, banned_words=["weekend"])
    live(cast)
    with CaptureQueriesContext(connection) as few:
        check_live_texts(access=cast.access)
    VoiceRemark.objects.all().delete()
    for _ in range(12):
        live(cast)
    with CaptureQueriesContext(connection) as many:
        assert check_live_texts(access=cast.access).found == 13
    assert len(many) <= len(few) <= 32
