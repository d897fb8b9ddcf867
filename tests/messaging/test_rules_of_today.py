"""What was fit when it was submitted may break a rule by now: nobody approves, publishes or tests
it then."""

from typing import Any

import pytest
from django.utils import timezone

from experiments.lifecycle import start_experiment
from experiments.refusals import ExperimentRefusedError
from messaging.approval import (
    approve_variant,
    approve_variants,
    restore_variant,
    retire_variant,
    submit_variant,
)
from messaging.channels import all_channels
from messaging.channels.document import document_of
from messaging.conflicts import UnfitError
from messaging.models import Variant, Voice
from messaging.own_channels import add_channel
from messaging.publishing import set_live
from tests import make
from tests.conftest import Cast

RISKY = make.HERO | {"headline": "Risk-free Sundays"}


def forbid(cast: Cast) -> None:
    voice, _ = Voice.objects.get_or_create(workspace=cast.workspace)
    voice.packs = ["finance"]
    voice.save()


def risky(cast: Cast, state: str = "approved", **fields: Any) -> Variant:
    return make.make_variant(
        make.make_message(cast.workspace), parts=dict(RISKY), state=state, **fields
    )


def test_it_is_not_published(cast: Cast) -> None:
    variant = risky(cast)
    live = make.make_live(variant.message)
    forbid(cast)
    with pytest.raises(UnfitError):
        set_live(access=cast.access, message=variant.message, variant=variant)
    variant.message.refresh_from_db()
    assert variant.message.live_variant == live


def test_what_is_live_stays(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace), parts=dict(RISKY))
    forbid(cast)
    set_live(access=cast.access, message=live.message, variant=live)


def test_no_test_begins_to_show_it(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    make.make_live(message)
    experiment = make.make_experiment(message)
    arm = experiment.arms.order_by("position").last()
    assert arm is not None
    Variant.objects.filter(pk=arm.variant_id, workspace=cast.workspace).update(parts=RISKY)
    forbid(cast)
    with pytest.raises(ExperimentRefusedError) as refused:
        start_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == "unfit"


def test_a_copy_loaded_before_it_was_submitted_is_no_way_round(cast: Cast) -> None:
    variant = risky(cast, "draft")
    loaded = Variant.objects.get(pk=variant.pk)
    Variant.objects.filter(pk=variant.pk).update(state="submitted")
    forbid(cast)
    _, refused = approve_variants(access=cast.access, variants=[loaded])
    assert len(refused) == 1
    variant.refresh_from_db()
    assert variant.state == "submitted"


def test_a_limit_that_was_lowered_holds_at_approval(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    submit_variant(access=cast.access, variant=variant)
    document = document_of(all_channels()["web_hero"])
    document["parts"][0] |= {"hard": 10, "truncation": None}
    add_channel(access=cast.access, key="web_hero", document=document, anyway=True)
    with pytest.raises(UnfitError):
        approve_variant(access=cast.access, variant=variant)


def test_retired_and_restored_it_is_not_published(cast: Cast) -> None:
    variant = risky(cast, decided_at=timezone.now())
    retire_variant(access=cast.access, variant=variant)
    forbid(cast)
    restore_variant(access=cast.access, variant=variant)
    with pytest.raises(UnfitError):
        set_live(access=cast.access, message=variant.message, variant=variant)
