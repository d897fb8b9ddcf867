"""Guessing is slow: by account, by network address, in every process."""

import subprocess
import sys
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests import make
from tests.workspaces.accounts.people import confirm, give_app, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
ACCOUNT_TRIES = 10
ADDRESS_TRIES = 10
CONSUME = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from allauth.core.internal import ratelimit
from django.test import RequestFactory
request = RequestFactory().post("/accounts/login/", REMOTE_ADDR="203.0.113.7")
print("ready", flush=True)
sys.stdin.readline()
allowed = [
    ratelimit.consume(request, app="allauth.account", action="login_failed", key="ann")
    for _ in range(15)
]
print(sum(use is not None for use in allowed))
"""


def from_address(number: int) -> dict[str, str]:
    return {"REMOTE_ADDR": f"203.0.113.{number}"}


def test_it_works() -> None:
    confirm(make.make_user("ann@example.org"))
    for number in range(ACCOUNT_TRIES):
        answer = sign_in(Client(), "ann@example.org", f"guess {number}", **from_address(number))
        assert answer.status_code == 200
    client = Client()
    answer = sign_in(client, "ann@example.org", **from_address(99))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many attempts" in answer.content.decode()
    assert not is_signed_in(client)


def test_whoever_knows_the_password_of_another_account_is_not_held_up() -> None:
    confirm(make.make_user("ann@example.org"))
    confirm(make.make_user("bea@example.org"))
    for number in range(ACCOUNT_TRIES + 1):
        sign_in(Client(), "ann@example.org", "guess", **from_address(number))
    client = Client()
    sign_in(client, "bea@example.org", **from_address(99))
    assert is_signed_in(client)


def test_one_network_address_may_not_try_many_accounts() -> None:
    confirm(make.make_user("ann@example.org"))
    for number in range(ADDRESS_TRIES):
        assert sign_in(Client(), f"user{number}@example.org", "guess").status_code == 200
    assert sign_in(Client(), "ann@example.org").status_code == 429
    assert sign_in(Client(), "ann@example.org", **from_address(9)).status_code == 302


def test_a_made_up_header_is_no_other_address() -> None:
    for number in range(ADDRESS_TRIES):
        header = {"X-Forwarded-For": f"198.51.100.{number}"}
        sign_in(Client(headers=header), f"user{number}@example.org", "guess")
    client = Client(headers={"X-Forwarded-For": "198.51.100.99"})
    assert sign_in(client, "other@example.org", "guess").status_code == 429


def test_a_made_up_header_in_front_of_the_proxys_is_no_other_address(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(ADDRESS_TRIES):
        header = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"}
        sign_in(Client(headers=header), f"user{number}@example.org", "guess")
    again = Client(headers={"X-Forwarded-For": "198.51.100.99, 203.0.113.7"})
    assert sign_in(again, "other@example.org", "guess").status_code == 429
    another = Client(headers={"X-Forwarded-For": "203.0.113.8"})
    assert sign_in(another, "other@example.org", "guess").status_code == 200


def test_an_ipv6_network_is_one_address() -> None:
    for number in range(ADDRESS_TRIES):
        client = Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
        sign_in(client, f"user{number}@example.org", "guess")
    client = Client(REMOTE_ADDR="2001:db8:1:2:ffff::1")
    assert sign_in(client, "other@example.org", "guess").status_code == 429


def test_codes_of_the_second_step_are_limited() -> None:
    user = make.make_user("ann@example.org")
    confirm(user)
    recovery = give_app(user)
    client = Client()
    assert sign_in(client, "ann@example.org").headers["Location"] == "/accounts/2fa/authenticate/"
    statuses = [
        client.post(
            "/accounts/2fa/authenticate/", {"code": f"{number:06}"}, **from_address(number)
        ).status_code
        for number in range(ACCOUNT_TRIES + 1)
    ]
    assert statuses == [200] * ACCOUNT_TRIES + [429]
    answer = client.post("/accounts/2fa/authenticate/", {"code": recovery[0]}, **from_address(99))
    assert answer.status_code == 429
    assert not is_signed_in(client)


def test_letters_to_one_address_are_limited() -> None:
    confirm(make.make_user("ann@example.org"))
    statuses = [
        Client()
        .post("/accounts/password/reset/", {"email": "ann@example.org"}, **from_address(number))
        .status_code
        for number in range(4)
    ]
    assert statuses == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_making_accounts_is_limited() -> None:
    statuses = [
        Client().post("/accounts/signup/", {"email": "no address"}).status_code for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]
    answer = Client().post("/accounts/signup/", {"email": "no address"})
    assert answer.headers["Retry-After"] == "60"
    assert "That was a lot at once" in answer.content.decode()


def test_two_processes_count_together() -> None:
    cache.clear()
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", CONSUME],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    allowed = [int(racer.communicate("go\n", timeout=60)[0]) for racer in racers]
    assert sum(allowed) == ACCOUNT_TRIES, allowed
