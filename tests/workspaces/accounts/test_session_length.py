"""A session ends when it was to end, however busy it is."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.conftest import Cast
from tests.workspaces.accounts.people import confirm, is_signed_in
from workspaces.session_store import STARTED


def signed_in(cast: Cast, remember: str) -> Client:
    confirm(cast.owner)
    client = Client()
    data = {"login": cast.owner.email, "password": "tea", "remember": remember}
    assert client.post("/accounts/login/", data).status_code == 302
    return client


def use(client: Client) -> None:
    """Something changes in the session, as when a message is shown."""
    session = client.session
    session["used"] = session.get("used", 0) + 1
    session.save()


@pytest.mark.parametrize(("remember", "days"), [("", 1), ("on", 30)])
def test_it_works(cast: Cast, remember: str, days: int) -> None:
    client = signed_in(cast, remember)
    session = client.session
    session[STARTED] = (timezone.now() - timedelta(days=days - 0.25)).timestamp()
    session.save()
    use(client)
    assert is_signed_in(client)
    left = Session.objects.get(pk=session.session_key).expire_date - timezone.now()
    assert left < timedelta(hours=6, minutes=1)


@pytest.mark.parametrize(("remember", "days"), [("", 1), ("on", 30)])
def test_the_end_is_not_moved_by_using_it(cast: Cast, remember: str, days: int) -> None:
    client = signed_in(cast, remember)
    session = client.session
    session[STARTED] = (timezone.now() - timedelta(days=days, minutes=1)).timestamp()
    session.save()
    assert not is_signed_in(client)


def test_signing_in_sets_the_beginning(cast: Cast) -> None:
    client = signed_in(cast, "")
    assert client.session[STARTED] == pytest.approx(timezone.now().timestamp(), abs=60)


def test_a_session_gets_a_new_key_by_signing_in(cast: Cast) -> None:
    confirm(cast.owner)
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["session"] = before = str(session.session_key)
    client.post("/accounts/login/", {"login": cast.owner.email, "password": "tea"})
    after = client.session.session_key
    assert after
    assert after != before
    assert not Session.objects.filter(pk=before).exists()


def test_signing_out_ends_it_on_our_side(cast: Cast) -> None:
    client = signed_in(cast, "")
    key = client.cookies["session"].value
    client.post("/accounts/logout/")
    assert not Session.objects.filter(pk=key).exists()
    again = Client()
    again.cookies["session"] = key
    assert not is_signed_in(again)


def test_a_switched_off_account_is_out_at_once(cast: Cast) -> None:
    client = signed_in(cast, "")
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(is_active=False)
    assert not is_signed_in(client)
