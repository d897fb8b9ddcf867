"""What visitors see is replaced, never taken away."""

import pytest
from django.core.exceptions import PermissionDenied

from messaging.conflicts import WrongStateError
from messaging.models import Message, Variant
from messaging.publishing import set_live
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord, DeliveryVersion


def approved(message: Message) -> Variant:
    return make.make_variant(message, state=Variant.State.APPROVED)


def version(cast: Cast) -> int:
    DeliveryVersion.objects.get_or_create(workspace=cast.workspace)
    return DeliveryVersion.objects.get(workspace=cast.workspace).version


def test_it_works(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    first, second = approved(message), approved(message)
    before = version(cast)
    set_live(access=cast.access, message=message, variant=first)
    set_live(access=cast.access, message=message, variant=second)
    message.refresh_from_db()
    assert message.live_variant == second
    assert message.live_since is not None
    assert version(cast) == before + 2
    records = AuditRecord.objects.filter(workspace=cast.workspace, action="published")
    assert [row.after["live_variant"] for row in records] == [second.pk, first.pk]
    assert records[0].before == {"live_variant": first.pk}


def test_publishing_what_is_live_changes_nothing(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    variant = approved(message)
    set_live(access=cast.access, message=message, variant=variant)
    before = version(cast)
    set_live(access=cast.access, message=message, variant=variant)
    assert version(cast) == before
    assert AuditRecord.objects.filter(workspace=cast.workspace, action="published").count() == 1


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected", "retired"])
def test_only_what_is_approved_goes_live(cast: Cast, state: str) -> None:
    message = make.make_message(cast.workspace)
    live = make.make_live(message)
    variant = make.make_variant(message, state=state)
    with pytest.raises(WrongStateError):
        set_live(access=cast.access, message=message, variant=variant)
    message.refresh_from_db()
    assert message.live_variant == live


def test_a_variant_of_another_message_does_not_go_live(cast: Cast) -> None:
    message, elsewhere = make.make_message(cast.workspace), make.make_message(cast.workspace)
    with pytest.raises(WrongStateError):
        set_live(access=cast.access, message=message, variant=approved(elsewhere))


def test_another_workspaces_message_is_out_of_reach(cast: Cast) -> None:
    message = make.make_message(cast.other.workspace)
    with pytest.raises(Message.DoesNotExist):
        set_live(access=cast.access, message=message, variant=approved(message))


def test_a_viewer_cannot_publish(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    with pytest.raises(PermissionDenied):
        set_live(access=cast.access_of(cast.viewer), message=message, variant=approved(message))
