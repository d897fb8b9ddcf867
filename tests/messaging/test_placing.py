"""Places, their messages, and what of them stays once others rely on it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from messaging.conflicts import AlreadyThereError, FixedError, StillLiveError
from messaging.models import Message, Placement
from messaging.placing import (
    change_placement,
    create_message,
    create_placement,
    remove_message,
    remove_placement,
)
from tests import make
from tests.conftest import Cast
from workspaces.models import DeliveryVersion


def place(cast: Cast, key: str = "pricing-hero") -> Placement:
    return create_placement(access=cast.access, key=key, name="Pricing", channel="web_hero")


def test_it_works(cast: Cast) -> None:
    cast.workspace.language = "de"
    cast.workspace.save()
    access = cast.access_of(cast.owner)
    placement = create_placement(access=access, key="hero", name="Hero", channel="web_hero")
    message = Message.objects.get(placement=placement, workspace=cast.workspace)
    assert (message.persona, message.stage, message.language) == (None, None, "de")
    assert message.is_default


def test_a_key_once(cast: Cast) -> None:
    place(cast)
    with pytest.raises(AlreadyThereError):
        place(cast)
    create_placement(access=cast.other, key="pricing-hero", name="Theirs", channel="sms")


def test_what_cannot_be(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        place(cast, key="Pricing Hero")
    with pytest.raises(KeyError):
        create_placement(access=cast.access, key="a", name="A", channel="billboard")
    with pytest.raises(PermissionDenied):
        create_placement(access=cast.access_of(cast.viewer), key="a", name="A", channel="web_hero")


def test_one_message_for_each_aim(cast: Cast) -> None:
    placement = place(cast)
    persona, stage = make.make_persona(cast.workspace), make.make_stage(cast.workspace)
    aims = [(persona, None), (None, stage), (persona, stage)]
    for who, when in aims:
        create_message(access=cast.access, placement=placement, persona=who, stage=when)
    for who, when in [*aims, (None, None)]:
        with pytest.raises(AlreadyThereError):
            create_message(access=cast.access, placement=placement, persona=who, stage=when)
    create_message(access=cast.access, placement=placement, language="fr")


def test_before_it_is_live_anything_may_change(cast: Cast) -> None:
    placement = place(cast)
    change_placement(
        access=cast.access, placement=placement, changes={"key": "other", "channel": "email"}
    )
    placement.refresh_from_db()
    assert (placement.key, placement.channel) == ("other", "email")


def test_a_key_of_another_placement_is_not_taken(cast: Cast) -> None:
    placement = place(cast)
    place(cast, key="other")
    with pytest.raises(AlreadyThereError):
        change_placement(access=cast.access, placement=placement, changes={"key": "other"})


def test_once_there_are_words_the_channel_stays(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    make.make_variant(message)
    with pytest.raises(FixedError):
        change_placement(
            access=cast.access, placement=message.placement, changes={"channel": "email"}
        )


def test_what_is_live_stays(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace)).message
    with pytest.raises(StillLiveError):
        remove_message(access=cast.access, message=live)
    with pytest.raises(StillLiveError):
        remove_placement(access=cast.access, placement=live.placement)
    with pytest.raises(FixedError):
        change_placement(access=cast.access, placement=live.placement, changes={"key": "x"})


def test_what_a_test_rests_on_stays(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    make.make_experiment(message)
    Message.objects.filter(pk=message.pk, workspace=cast.workspace).update(live_variant=None)
    with pytest.raises(FixedError):
        remove_placement(access=cast.access, placement=message.placement)
    assert Placement.objects.filter(pk=message.placement_id, workspace=cast.workspace).exists()


def test_drafts_go_with_their_message(cast: Cast) -> None:
    message = make.make_message(cast.workspace, persona=make.make_persona(cast.workspace))
    make.make_variant(message)
    remove_message(access=cast.access, message=message)
    assert not Message.objects.filter(workspace=cast.workspace).exists()


def version(cast: Cast) -> int:
    return DeliveryVersion.objects.get(workspace=cast.workspace).version


def test_delivery_hears_of_new_changed_and_removed_placements(cast: Cast) -> None:
    before = version(cast)
    placement = place(cast)
    assert version(cast) == before + 1
    change_placement(access=cast.access, placement=placement, changes={"key": "pricing-top"})
    assert version(cast) == before + 2
    change_placement(access=cast.access, placement=placement, changes={"key": "pricing-top"})
    assert version(cast) == before + 2, "nothing changed"
    remove_placement(access=cast.access, placement=placement)
    assert version(cast) == before + 3


def test_delivery_hears_nothing_of_what_was_refused(cast: Cast) -> None:
    placement = place(cast)
    make.make_live(placement.messages.get())
    before = version(cast)
    with pytest.raises(FixedError):
        change_placement(access=cast.access, placement=placement, changes={"key": "other"})
    with pytest.raises(StillLiveError):
        remove_placement(access=cast.access, placement=placement)
    assert version(cast) == before
