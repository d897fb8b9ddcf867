"""A variant's way from draft to approved and out of use: one guarded step at a time."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from messaging.approval import (
    approve_variant,
    approve_variants,
    reject_variant,
    restore_variant,
    retire_variant,
    submit_variant,
)
from messaging.conflicts import StillLiveError, UnfitError, WrongStateError
from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from workspaces.access import Access, system_access
from workspaces.models import AuditRecord

Step = Callable[[Access, Variant], Variant]
STEPS: dict[str, Step] = {
    "submitted": lambda access, variant: submit_variant(access=access, variant=variant),
    "approved": lambda access, variant: approve_variant(access=access, variant=variant),
    "rejected": lambda access, variant: reject_variant(
        access=access, variant=variant, reason="Says what we do, not what it eases."
    ),
}


def audited(cast: Cast) -> list[str]:
    rows = AuditRecord.objects.filter(workspace=cast.workspace, target_type="variant")
    return [row.action for row in rows.order_by("id")]


def test_it_works(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    submit_variant(access=cast.access, variant=variant)
    approve_variant(access=cast.access, variant=variant)
    stored = Variant.objects.get(pk=variant.pk, workspace=cast.workspace)
    assert stored.state == "approved"
    assert stored.decided_by == cast.owner
    assert stored.submitted_at is not None
    assert audited(cast) == ["submitted", "approved"]


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("submitted", "submitted"),
        ("approved", "submitted"),
        ("rejected", "submitted"),
        ("retired", "submitted"),
        ("draft", "approved"),
        ("approved", "approved"),
        ("rejected", "approved"),
        ("draft", "rejected"),
        ("approved", "rejected"),
    ],
)
def test_a_step_out_of_order_is_refused(cast: Cast, state: str, step: str) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state=state)
    with pytest.raises(WrongStateError):
        STEPS[step](cast.access, variant)
    variant.refresh_from_db()
    assert variant.state == state
    assert audited(cast) == []


def test_of_two_decisions_one_counts(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    stale = Variant.objects.get(pk=variant.pk, workspace=cast.workspace)
    approve_variant(access=cast.access, variant=variant)
    with pytest.raises(WrongStateError, match="approved"):
        STEPS["rejected"](cast.access, stale)
    assert audited(cast) == ["approved"]


@pytest.mark.parametrize(
    ("channel", "parts", "code"),
    [
        ("google_rsa", {"headlines": ["x" * 31, "b", "c"], "descriptions": ["d", "e"]}, "hard"),
        ("web_hero", {"headline": "Hi {{first_name}}", "subline": "s", "button": "b"}, "merge"),
        ("web_hero", {"headline": "Only this"}, "missing"),
    ],
)
def test_what_the_channel_refuses_cannot_be_submitted(
    cast: Cast, channel: str, parts: dict[str, object], code: str
) -> None:
    message = make.make_message(cast.workspace, channel=channel)
    variant = make.make_variant(message, parts=parts)
    with pytest.raises(UnfitError) as caught:
        submit_variant(access=cast.access, variant=variant)
    assert any(fault.code.startswith(code) for fault in caught.value.faults)
    variant.refresh_from_db()
    assert variant.state == "draft"


def test_longer_than_what_is_seen_may_be_submitted(cast: Cast) -> None:
    parts = make.HERO | {
        "headline": "A headline beyond sixty characters is accepted, only cut " * 2
    }
    variant = make.make_variant(make.make_message(cast.workspace), parts=parts)
    assert submit_variant(access=cast.access, variant=variant).state == "submitted"


def test_a_rejection_says_why(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    with pytest.raises(ValueError, match="Say why"):
        reject_variant(access=cast.access, variant=variant, reason=" ")
    reject_variant(access=cast.access, variant=variant, reason="Too long")
    assert (variant.state, variant.reason) == ("rejected", "Too long")


def test_the_live_variant_is_never_retired(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    live = make.make_live(message)
    with pytest.raises(StillLiveError):
        retire_variant(access=cast.access, variant=live)
    live.refresh_from_db()
    assert live.state == "approved"


@pytest.mark.parametrize(
    "steps", [[], ["submitted"], ["submitted", "approved"], ["submitted", "rejected"]]
)
def test_a_restored_variant_is_where_it_was(cast: Cast, steps: list[str]) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    for step in steps:
        STEPS[step](cast.access, variant)
    before = variant.state
    retire_variant(access=cast.access, variant=variant)
    assert variant.state == "retired"
    restore_variant(access=cast.access, variant=variant)
    assert variant.state == before


def test_several_at_once_leave_out_what_cannot_be(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    waiting = make.make_variant(message, state="submitted")
    draft = make.make_variant(message)
    approved, refused = approve_variants(access=cast.access, variants=[waiting, draft])
    assert approved == [waiting]
    assert [(each.variant, "draft" in each.why) for each in refused] == [(draft, True)]


def test_a_viewer_changes_nothing(cast: Cast) -> None:
    access = cast.access_of(cast.viewer)
    variant = make.make_variant(make.make_message(cast.workspace))
    for step in (*STEPS.values(), lambda a, v: retire_variant(access=a, variant=v)):
        with pytest.raises(PermissionDenied):
            step(access, variant)


def test_who_may_not_approve_cannot(cast: Cast) -> None:
    access = system_access(cast.workspace)
    editor = Access(workspace=cast.workspace, permissions=access.permissions - {"approve"})
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    with pytest.raises(PermissionDenied, match="approve"):
        approve_variant(access=editor, variant=variant)
