"""Words a customer took back are not shown anew: not approved, published, tested or resumed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from experiments.delivery.preview import Ticket, preview_token
from experiments.holding_back import end_due_holdbacks
from experiments.lifecycle import pause_experiment, resume_experiment, start_experiment
from experiments.models import Experiment, Phase
from experiments.refusals import ExperimentRefusedError
from experiments.rollout import decide_experiment
from home.pressing_steps import words_taken_back
from messaging.approval import approve_variant, restore_variant, retire_variant, submit_variant
from messaging.conflicts import StillLiveError
from messaging.copy_flags import open_flags, settle_flag
from messaging.models import CopyFlag, Message, Variant
from messaging.publishing import set_live
from messaging.taken_back import Settlement, TakenBackError
from personas.withdraw_consent import withdraw_quote
from tests import make
from tests.conftest import Cast
from tests.experiments import scenes
from workspaces.models import ApiKey

SAID = "Nobody told me that the oven would be booked twice"
REPEATS = {
    "headline": "“Nobody told me that the oven would be booked”",
    "subline": "Tea.",
    "button": "See how",
}


def take_back(cast: Cast) -> None:
    quote = make.make_evidence(cast.workspace, text=SAID, may_quote=True)
    withdraw_quote(access=cast.access, evidence=quote)


def flagged(cast: Cast, message: Message, **fields: object) -> Variant:
    variant = make.make_variant(message, parts=REPEATS, **fields)
    take_back(cast)
    assert CopyFlag.objects.get().variant == variant
    return variant


def test_it_works(cast: Cast) -> None:
    """What was taken back does not go live until somebody says why it may."""
    message = scenes.live_message(cast)
    variant = flagged(cast, message, state="approved")
    with pytest.raises(TakenBackError, match="took back"):
        set_live(access=cast.access, message=message, variant=variant)
    answer = cast.api().post(f"/api/v1/variants/{variant.pk}/publish/", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "words_taken_back")
    page = cast.client(cast.owner).post(cast.url(f"write/variants/{variant.pk}/publish/"))
    assert page.status_code == 409 and "Words taken back" in page.text
    settle_flag(
        access=cast.access, flag=CopyFlag.objects.get(), how=Settlement.KEPT, reason="They agreed."
    )
    assert set_live(access=cast.access, message=message, variant=variant).live_variant == variant


def test_it_is_not_approved(cast: Cast) -> None:
    variant = flagged(cast, scenes.live_message(cast))
    submit_variant(access=cast.access, variant=variant)
    with pytest.raises(TakenBackError):
        approve_variant(access=cast.access, variant=variant)
    variant.refresh_from_db()
    assert variant.state == "submitted"


def test_no_test_begins_or_goes_on_with_it(cast: Cast) -> None:
    message = scenes.live_message(cast)
    experiment = scenes.draft(cast, message)
    arm = experiment.arms.get(position=1)
    Variant.objects.filter(pk=arm.variant_id).update(parts=REPEATS)
    take_back(cast)
    with pytest.raises(ExperimentRefusedError) as refused:
        start_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == "words_taken_back"
    CopyFlag.objects.update(settled_at="2026-01-01T00:00Z")
    start_experiment(access=cast.access, experiment=experiment)
    pause_experiment(access=cast.access, experiment=experiment)
    CopyFlag.objects.update(settled_at=None)
    with pytest.raises(ExperimentRefusedError):
        resume_experiment(access=cast.access, experiment=experiment)
    assert Experiment.objects.get().state == "paused"


def test_what_a_test_shows_is_told_as_seen(cast: Cast) -> None:
    experiment = scenes.running(cast)
    arm = experiment.arms.get(position=1).variant
    Variant.objects.filter(pk=arm.pk).update(parts=REPEATS, state="approved")
    take_back(cast)
    assert [flag.is_live for flag in open_flags(cast.access)] == [1]
    client = cast.client(cast.owner)
    assert "Visitors see it in a running test" in client.get(cast.url("write/flags/")).text
    assert "1 of them live" in str(words_taken_back(cast.access)[0])
    told = cast.api().get("/api/v1/copy-flags/").json()
    assert [row["is_live"] for row in told["results"]] == [True]
    with pytest.raises(StillLiveError):
        settle_flag(access=cast.access, flag=CopyFlag.objects.get(), how=Settlement.REPLACED)
    with pytest.raises(ExperimentRefusedError) as refused:
        decide_experiment(access=cast.access, experiment=experiment, winner=arm, reason="I like it")
    assert refused.value.code == "words_taken_back"
    Phase.objects.update(weights=[1.0, 0.0])
    assert [flag.is_live for flag in open_flags(cast.access)] == [0]
    settle_flag(access=cast.access, flag=CopyFlag.objects.get(), how=Settlement.REPLACED)
    assert not open_flags(cast.access)


def test_what_comes_back_into_use_is_flagged_again(cast: Cast) -> None:
    message = scenes.live_message(cast)
    variant = flagged(cast, message, state="approved", decided_at="2026-01-01T00:00Z")
    settle_flag(access=cast.access, flag=CopyFlag.objects.get(), how=Settlement.REPLACED)
    variant.refresh_from_db()
    restore_variant(access=cast.access, variant=variant)
    assert [flag.variant for flag in open_flags(cast.access)] == [variant]
    retire_variant(access=cast.access, variant=variant)
    assert not open_flags(cast.access)


def test_what_is_held_back_is_seen_and_ends_with_the_words(cast: Cast) -> None:
    """After the decision a few still read the old text: not once its words were taken back."""
    experiment = scenes.running(cast)
    old, winner = (arm.variant for arm in experiment.arms.order_by("position"))
    decided = decide_experiment(
        access=cast.access, experiment=experiment, winner=winner, reason="So", holdback=0.1
    )
    Variant.objects.filter(pk=old.pk).update(parts=REPEATS)
    assert not end_due_holdbacks(now=timezone.now())
    take_back(cast)
    assert [flag.is_live for flag in open_flags(cast.access)] == [1]
    with pytest.raises(StillLiveError):
        retire_variant(access=cast.access, variant=old)
    assert end_due_holdbacks(now=timezone.now()) == [decided]
    assert [flag.is_live for flag in open_flags(cast.access)] == [0]
    retire_variant(access=cast.access, variant=old)


def test_words_taken_back_are_not_held_back(cast: Cast) -> None:
    experiment = scenes.running(cast)
    old, winner = (arm.variant for arm in experiment.arms.order_by("position"))
    Variant.objects.filter(pk=old.pk).update(parts=REPEATS)
    take_back(cast)
    choice = {"experiment": experiment, "winner": winner, "reason": "So"}
    with pytest.raises(ExperimentRefusedError) as refused:
        decide_experiment(access=cast.access, holdback=0.1, **choice)
    assert refused.value.code == "words_taken_back"
    assert decide_experiment(access=cast.access, holdback=0, **choice).state == "decided"


def test_a_test_does_not_go_on_with_a_text_that_went_out_of_use(cast: Cast) -> None:
    """Paused, its texts may be retired; resumed, they would be shown again."""
    experiment = scenes.running(cast)
    pause_experiment(access=cast.access, experiment=experiment)
    retire_variant(access=cast.access, variant=experiment.arms.get(position=1).variant)
    with pytest.raises(ExperimentRefusedError) as refused:
        resume_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == "not_approved"
    Phase.objects.update(weights=[1.0, 0.0])
    assert resume_experiment(access=cast.access, experiment=experiment).state == "running"


def test_no_preview_link_shows_what_was_taken_back(cast: Cast) -> None:
    message = scenes.live_message(cast)
    draft = make.make_variant(message, parts=REPEATS)
    ticket = Ticket(cast.workspace.pk, message.placement.key, draft.key)
    token = preview_token(ticket=ticket, ends_at=timezone.now() + timedelta(hours=1))
    page, place = cast.api(ApiKey.Kind.PUBLISHABLE), message.placement.key
    address, asked = f"/api/v1/copy/{place}", {"preview_token": token}
    assert page.get(address, asked).json()["reason"] == "PREVIEW"
    take_back(cast)
    assert page.get(address, asked).status_code == 404
    many = page.post("/api/v1/copy", {"placements": [place]} | asked).json()
    assert many["copy"][place]["reason"] == "STATIC"
    link = cast.client(cast.editor).post(cast.url(f"test/preview/{draft.pk}/"), {"days": "1"})
    assert "took back" in link.text and not link.context["link"]
    flag = CopyFlag.objects.get()
    settle_flag(access=cast.access, flag=flag, how=Settlement.REPLACED)
    assert page.get(address, asked).status_code == 404, "out of use"
