"""Making an account: with a confirmed address, and without telling who has one."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests import make
from tests.workspaces.accounts.people import confirm, is_signed_in, sign_in
from workspaces.models import User

GOOD = "ten quiet minutes"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def addresses_are_confirmed(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.SITE_URL = "https://cuppa.example.org"


def sign_up(client: Client, email: str, password: str = GOOD, where: str = "") -> Any:
    data = {"email": email, "password1": password, "next": where}
    return client.post("/accounts/signup/", data)


def link_in(text: str) -> str:
    """The path of the first link in a letter, which must lead to our site."""
    found = re.search(r"https?://\S+", text)
    assert found is not None
    assert found[0].startswith("https://cuppa.example.org/")
    return found[0].removeprefix("https://cuppa.example.org")


def test_it_works() -> None:
    client = Client()
    assert sign_up(client, "new@example.org").headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    client.post(link_in(str(letter.body)))
    assert EmailAddress.objects.get(email="new@example.org").verified
    sign_in(client, "new@example.org", GOOD)
    assert is_signed_in(client)


def test_nobody_gets_in_before_the_address_is_confirmed() -> None:
    sign_up(Client(), "new@example.org")
    client = Client()
    answer = sign_in(client, "new@example.org", GOOD)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)


def test_a_link_in_a_letter_leads_to_our_site_whatever_the_request_claims(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"host": "evil.example"})
    sign_up(client, "new@example.org")
    confirm(make.make_user("known@example.org"))
    client.post("/accounts/password/reset/", {"email": "known@example.org"})
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert "evil.example" not in str(letter.body)
        assert "https://cuppa.example.org/" in str(letter.body)


def test_a_known_address_gets_the_same_answer() -> None:
    confirm(make.make_user("known@example.org"))
    answers = []
    for email in ("known@example.org", "KNOWN@example.org", "new@example.org"):
        client = Client()
        answer = sign_up(client, email)
        shown = client.get(answer.headers["Location"]).content.decode()
        shown = re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": )"\w+"', "", shown)
        shown = re.sub(re.escape(email), "", shown, flags=re.IGNORECASE)
        answers.append((answer.status_code, answer.headers["Location"], shown))
        cache.clear()  # a second letter to one address would wait three minutes
    assert answers[0] == answers[1] == answers[2]
    assert User.objects.filter(email__iexact="known@example.org").count() == 1
    assert [letter.subject for letter in mail.outbox] == [
        "[Cuppa] You have an account already",
        "[Cuppa] You have an account already",
        "[Cuppa] One more step to your account",
    ]


def test_forgetting_the_password_tells_nobody_who_is_here() -> None:
    confirm(make.make_user("known@example.org"))
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in ("known@example.org", "nobody@example.org")
    ]
    places = {(answer.status_code, answer.headers["Location"]) for answer in answers}
    assert places == {(302, "/accounts/password/reset/done/")}
    assert len(mail.outbox) == 2


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer() -> None:
    confirm(make.make_user("known@example.org"))
    texts = []
    for email in ("known@example.org", "nobody@example.org"):
        answer = sign_in(Client(), email, "wrong")
        texts.append(re.findall(r"do not go together[^<]*", answer.content.decode()))
    assert texts[0] == texts[1]
    assert texts[0]


def test_a_poor_password_is_refused_beside_the_field() -> None:
    answer = sign_up(Client(), "new@example.org", "password")
    assert answer.status_code == 200
    assert "too common" in answer.content.decode()
    assert "new@example.org" in answer.content.decode()


def test_a_closed_site_makes_no_account(settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    client = Client()
    assert "Accounts are by invitation" in client.get("/accounts/signup/").content.decode()
    sign_up(client, "new@example.org")
    assert not User.objects.exists()
    assert "Make an account" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "where",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https://testserver@evil.example",
        " //evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(where: str) -> None:
    confirm(make.make_user("known@example.org"))
    client = Client()
    place = sign_in(client, "known@example.org", where=where).headers["Location"]
    assert place == "/"
    place = client.post("/accounts/logout/", {"next": where}).headers["Location"]
    assert place == "/accounts/login/"


def test_one_is_sent_where_one_wanted_to_go() -> None:
    confirm(make.make_user("known@example.org"))
    answer = sign_in(Client(), "known@example.org", where="/w/tea/")
    assert answer.headers["Location"] == "/w/tea/"
