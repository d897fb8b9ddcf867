"""Where a person is signed in: seen, ended one by one, all others, and by a new password."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.conftest import Cast
from tests.workspaces.accounts.people import confirm, is_signed_in, sign_in
from workspaces.devices import device_name
from workspaces.models import User

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
SESSIONS = "/accounts/sessions/"


def browser(user: User, agent: str = FIREFOX, **extra: Any) -> Client:
    client = Client(headers={"user-agent": agent})
    assert sign_in(client, user.email, **extra).status_code == 302
    return client


def test_it_works(cast: Cast) -> None:
    confirm(cast.owner)
    here = browser(cast.owner)
    there = browser(cast.owner, PHONE, REMOTE_ADDR="203.0.113.7")
    shown = here.get(SESSIONS).content.decode()
    assert "Firefox on Linux" in shown
    assert "Safari on iPhone" in shown
    assert "203.0.113.7" in shown
    assert shown.count("This one") == 1
    other = UserSession.objects.get(ip="203.0.113.7")
    here.post(f"{SESSIONS}{other.pk}/end/")
    assert not is_signed_in(there)
    assert is_signed_in(here)


def test_all_others_are_ended_at_once(cast: Cast) -> None:
    confirm(cast.owner)
    confirm(cast.editor)
    here, there, elsewhere = browser(cast.owner), browser(cast.owner), browser(cast.editor)
    here.post(SESSIONS)
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(elsewhere)


def test_nobody_ends_a_session_of_somebody_else(cast: Cast) -> None:
    confirm(cast.owner)
    theirs = browser(cast.owner)
    session = UserSession.objects.get(user=cast.owner)
    path = f"{SESSIONS}{session.pk}/end/"
    assert cast.client(cast.outsider).post(path).status_code == 404
    assert Client().post(path).status_code == 302
    assert is_signed_in(theirs)


def test_last_seen_is_kept_and_not_written_with_every_page(cast: Cast) -> None:
    confirm(cast.owner)
    client = browser(cast.owner)
    long_ago = UserSession.objects.get().created_at - timedelta(days=1)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get("/accounts/profile/")
    assert UserSession.objects.get().last_seen_at == long_ago
    cache.clear()  # five minutes later
    client.get("/accounts/profile/", REMOTE_ADDR="203.0.113.9")
    session = UserSession.objects.get()
    assert session.last_seen_at > long_ago
    assert session.ip == "203.0.113.9"


def test_a_new_password_ends_every_other_session(cast: Cast) -> None:
    confirm(cast.owner)
    here, there = browser(cast.owner), browser(cast.owner)
    new = {"password1": "ten quiet minutes", "password2": "ten quiet minutes"}
    answer = here.post("/accounts/password/change/", {"oldpassword": "tea", **new})
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    (letter,) = mail.outbox
    assert letter.subject == "[Cuppa] Your password was changed"
    assert "Firefox on Linux" in str(letter.body)


@pytest.mark.parametrize(("remember", "days"), [("", None), ("on", 30)])
def test_a_session_lasts_as_long_as_was_asked_for(
    cast: Cast, remember: str, days: int | None
) -> None:
    confirm(cast.owner)
    client = Client()
    data = {"login": cast.owner.email, "password": "tea", "remember": remember}
    answer = client.post("/accounts/login/", data)
    (cookie,) = [cookie for name, cookie in answer.cookies.items() if name.endswith("session")]
    assert cookie["max-age"] == (days * 86_400 if days else "")
    left = client.session.get_expiry_age()
    assert left == pytest.approx((days or 1) * 86_400, abs=60)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "A browser we do not know"),
        ("<script>alert(1)</script>", "A browser we do not know"),
    ],
)
def test_a_device_is_named_as_people_know_it(agent: str, name: str) -> None:
    assert device_name(agent) == name
