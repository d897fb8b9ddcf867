"""What was sealed and then touched opens no more: it is refused, never read as something else."""

import base64

import pytest

from workspaces.sealing import CannotUnsealError, seal, unseal


def test_it_works() -> None:
    assert unseal(seal("whsec_tea")) == "whsec_tea"


@pytest.mark.parametrize("place", [0, 5, 12, 30, -1])
def test_what_was_touched_opens_nothing(place: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(seal("whsec_tea")))
    raw[place] ^= 1
    with pytest.raises(CannotUnsealError):
        unseal(base64.urlsafe_b64encode(bytes(raw)).decode())


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({seal("whsec_tea") for _ in range(20)}) == 20
