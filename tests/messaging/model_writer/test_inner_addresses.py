"""S8: a model's address cannot lead inside, whatever its spelling, typed or already stored."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from messaging.model_writer.asking import ask
from messaging.model_writer.provider import Wanted, save_provider
from messaging.model_writer.refusals import AskError, Endpoint
from messaging.model_writer.try_model import MESSAGES, SCHEMA
from messaging.models import ModelProvider
from tests.conftest import Cast
from tests.messaging.model_writer.conftest import KEY
from tests.workspaces.outbound.conftest import loopback_trap, names  # noqa: F401
from tests.workspaces.outbound.receivers import Trap
from tests.workspaces.outbound.test_refused import FORMS
from workspaces.outbound import AddressRefusedError

HERE = (*FORMS, "http://inside.example:{port}/v1")


@pytest.fixture
def hidden(names: Callable[..., list[str]], settings: Settings) -> None:  # noqa: F811
    """Names that lead inside; plain http is no reason to refuse."""
    settings.DEBUG = True
    for name in ("localhost", "LOCALHOST", "localhost.localdomain", "inside.example"):
        names(name, ["127.0.0.1", "::1"])
    names("example.org", ["93.184.216.34"])


def asked(url: str) -> str:
    """The code of the refusal when a stored ``url`` is asked."""
    with pytest.raises(AskError) as refusal:
        ask(Endpoint(url, "m", KEY, 2), messages=MESSAGES, schema=SCHEMA, most_out=10)
    return refusal.value.code


def test_it_works(cast: Cast, hidden: None, loopback_trap: Trap) -> None:  # noqa: F811
    url = f"http://inside.example:{loopback_trap.port}/v1"
    with pytest.raises(AddressRefusedError, match="private or reserved"):
        save_provider(access=cast.access, wanted=Wanted(url, "m", key=KEY))
    assert not ModelProvider.objects.exists()
    assert loopback_trap.accepted == 0


@pytest.mark.parametrize("form", HERE)
def test_a_form_of_an_inner_address_is_refused(
    form: str,
    cast: Cast,
    hidden: None,
    loopback_trap: Trap,  # noqa: F811
) -> None:
    url = form.format(port=loopback_trap.port)
    with pytest.raises(AddressRefusedError):
        save_provider(access=cast.access, wanted=Wanted(url, "m", key=KEY))
    assert asked(url) == "address"
    assert loopback_trap.accepted == 0


def test_a_name_that_leads_inside_the_second_time(
    hidden: None,
    names: Callable[..., list[str]],  # noqa: F811
    loopback_trap: Trap,  # noqa: F811
) -> None:
    """Rebinding between our first look and the call: it is looked at again, and called there."""
    names("rebind.example", ["93.184.216.34"], ["127.0.0.1"])
    assert asked(f"http://rebind.example:{loopback_trap.port}/v1") == "address"
    assert loopback_trap.accepted == 0
