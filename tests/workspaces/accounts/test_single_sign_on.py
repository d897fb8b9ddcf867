"""Single sign-on: whom the operator's provider vouches for, and nobody else."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tests import make
from tests.conftest import Cast
from tests.workspaces.accounts.openid_provider import CLIENT, SECRET, OpenIdProvider
from tests.workspaces.accounts.people import confirm, give_app, is_signed_in
from workspaces.models import User

ANN = {"sub": "ann-1", "email": "ann@example.org", "email_verified": True, "name": "Ann Lee"}


@pytest.fixture
def provider(settings: Any, db: None) -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider(person=dict(ANN)).start()
    settings.SSO_ISSUER = provider.issuer
    settings.SSO_CLIENT_ID = CLIENT
    settings.SSO_CLIENT_SECRET = SECRET
    settings.SSO_NAME = "Tea House"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ROOT_URLCONF = "tests.workspaces.accounts.sso_urls"
    yield provider
    provider.stop()


def sign_in(client: Client, provider: OpenIdProvider, where: str = "") -> HttpResponse:
    """There and back, as a browser goes."""
    there = client.post("/accounts/sso/", {"next": where})
    assert there.status_code == 302, there.content.decode()[:2000]
    asked = parse_qs(urlsplit(there.headers["Location"]).query)
    assert there.headers["Location"].startswith(f"{provider.issuer}/authorize?")
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/accounts/sso/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    provider.challenge = asked["code_challenge"][0]
    back = {"code": "good", "state": asked["state"][0]}
    answer = client.get("/accounts/sso/callback/", back)
    assert isinstance(answer, HttpResponse)
    return answer


def test_it_works(provider: OpenIdProvider) -> None:
    client = Client()
    assert "Sign in with Tea House" in client.get("/accounts/login/").content.decode()
    assert sign_in(client, provider, "/accounts/profile/").headers["Location"] == (
        "/accounts/profile/"
    )
    assert is_signed_in(client)
    user = User.objects.get(email="ann@example.org")
    assert user.name == "Ann Lee"
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    again = Client()
    sign_in(again, provider)
    assert is_signed_in(again)
    assert User.objects.count() == 1


def test_without_an_issuer_there_is_neither_button_nor_address(db: None) -> None:
    assert "sso" not in Client().get("/accounts/login/").content.decode()
    for path in ("sso/", "sso/callback/", "sso/cancelled/", "oidc/sso/login/", "3rdparty/"):
        assert Client().get(f"/accounts/{path}").status_code == 404, path
        assert Client().post(f"/accounts/{path}").status_code == 404, path


def test_the_account_with_the_confirmed_address_is_joined_once(provider: OpenIdProvider) -> None:
    ann = make.make_user("Ann@example.org")
    confirm(ann)
    sign_in(Client(), provider)
    assert SocialAccount.objects.get(user=ann).uid == "ann-1"
    assert [letter.subject for letter in mail.outbox] == [
        "[Cuppa] Single sign-on is joined to your account"
    ]
    ann.refresh_from_db()
    assert ann.has_usable_password()
    # The address goes to a new colleague: another person, who is not let in.
    provider.person = ANN | {"sub": "ann-2"}
    client = Client()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "belongs to another person" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_new_address_there_leads_to_the_same_account(provider: OpenIdProvider) -> None:
    sign_in(Client(), provider)
    provider.person = ANN | {"email": "ann.lee@example.org"}
    sign_in(Client(), provider)
    assert User.objects.count() == 1


@pytest.mark.parametrize("verified", [False, "false", None, 0])
def test_an_address_nobody_has_confirmed_there_opens_nothing(
    provider: OpenIdProvider, verified: Any
) -> None:
    confirm(make.make_user("ann@example.org"))
    provider.person = ANN | {"email_verified": verified}
    client = Client()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "has not told us an e-mail address" in answer.content.decode()
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_account_laid_in_wait_is_not_handed_over(provider: OpenIdProvider) -> None:
    """Somebody made an account with Ann's address, and hopes that she fills it."""
    trap = make.make_user("ann@example.org")
    EmailAddress.objects.create(user=trap, email=trap.email, verified=False, primary=True)
    client = Client()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_the_second_step_is_asked_for_here_as_well(provider: OpenIdProvider) -> None:
    ann = make.make_user("ann@example.org")
    confirm(ann)
    give_app(ann)
    client = Client()
    answer = sign_in(client, provider)
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "lie",
    [
        {"signs_with_another_key": True},
        {"algorithm": "HS256"},
        {"algorithm": "none"},
        {"claims": {"aud": "somebody else"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1}},
        {"told": ANN | {"sub": "the-boss", "email": "boss@example.org"}},
        {"told": {}},
        {"told": {"email": "boss@example.org", "email_verified": True}},
    ],
    ids=str,
)
def test_what_does_not_fit_lets_nobody_in(provider: OpenIdProvider, lie: dict[str, Any]) -> None:
    confirm(make.make_user("boss@example.org"))
    for name, value in lie.items():
        setattr(provider, name, value)
    client = Client()
    answer = sign_in(client, provider)
    assert answer.status_code in (401, 403)
    assert "You are not signed in" in answer.content.decode()
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_a_code_without_its_state_lets_nobody_in(provider: OpenIdProvider) -> None:
    """A link made by somebody else, who wants a person in an account that is not theirs."""
    client = Client()
    for query in ({"code": "good"}, {"code": "good", "state": "made up"}, {}):
        answer = client.get("/accounts/sso/callback/", query)
        assert "You are not signed in" in answer.content.decode()
    assert "/token" not in provider.asked


def test_a_provider_by_another_name_is_not_asked(provider: OpenIdProvider) -> None:
    provider.calls_itself = "https://evil.example"
    answer = Client().post("/accounts/sso/")
    assert "You are not signed in" in answer.content.decode()


def test_a_provider_that_is_away_is_told_in_words(provider: OpenIdProvider, settings: Any) -> None:
    settings.SSO_ISSUER = "http://127.0.0.1:9"
    answer = Client().post("/accounts/sso/")
    assert "You are not signed in" in answer.content.decode()


def test_stopping_there_is_no_error(provider: OpenIdProvider) -> None:
    client = Client()
    there = client.post("/accounts/sso/")
    state = parse_qs(urlsplit(there.headers["Location"]).query)["state"][0]
    query = {"error": "access_denied", "state": state}
    answer = client.get("/accounts/sso/callback/", query, follow=True)
    assert "You stopped at Tea House" in answer.content.decode()


def test_a_closed_site_stays_closed_unless_told_otherwise(
    provider: OpenIdProvider, settings: Any
) -> None:
    settings.SIGNUP_OPEN = False
    assert "Accounts are by invitation" in sign_in(Client(), provider).content.decode()
    assert not User.objects.exists()
    settings.SSO_SIGNUP = True
    assert sign_in(Client(), provider).status_code == 302
    assert User.objects.get().email == "ann@example.org"


def test_nobody_is_sent_elsewhere_after_it(provider: OpenIdProvider) -> None:
    assert sign_in(Client(), provider, "//evil.example").headers["Location"] == "/"


def test_it_begins_with_a_form_of_ours(provider: OpenIdProvider) -> None:
    assert Client().get("/accounts/sso/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/sso/").status_code == 403
    assert provider.asked == []


def test_a_person_without_password_may_leave(provider: OpenIdProvider, cast: Cast) -> None:
    client = Client()
    sign_in(client, provider)
    client.post("/accounts/data/delete/", {"email": "ann@example.org"})
    assert not User.objects.filter(email="ann@example.org").exists()
    assert not SocialAccount.objects.exists()
