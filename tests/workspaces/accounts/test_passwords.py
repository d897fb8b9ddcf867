"""What a password may be: anything long enough that is not guessed first; kept exactly."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.test import Client

from tests import make
from tests.security.production import ENVIRONMENT, settings_with
from tests.workspaces.accounts.people import confirm, is_signed_in, sign_in
from workspaces.models import User
from workspaces.passwords import GoodPassword

LONG = "Ünder the old köttle 4 mice & a hare drink tea; they never ask for 🍵 twice. " * 2
SCRIPTS = Path(site.BASE_DIR) / "static" / "js"


def is_good(password: str, user: User | None = None) -> bool:
    try:
        GoodPassword().validate(password, user)
    except ValidationError:
        return False
    return True


def test_it_works() -> None:
    assert is_good("a few words together")
    assert not is_good("short 7")


@pytest.mark.parametrize(
    "password", ["83620571946", "aaaabbbbccccdddd", "!?!?%&/()=", "tea tea tea"]
)
def test_no_kind_of_sign_is_demanded(password: str) -> None:
    assert is_good(password)


@pytest.mark.parametrize("password", ["password1", "qwertyuiop", "iloveyou1", "12345678"])
def test_what_everybody_takes_is_refused(password: str) -> None:
    assert not is_good(password)


@pytest.mark.parametrize(
    "password",
    ["cuppa2026!", "CuppaCuppa", "Workspace#1", "operator-77", "Welcome_2026", "ladlewright-1"],
)
def test_words_of_the_site_are_refused(password: str, settings: Any) -> None:
    settings.SITE_URL = "https://cuppa.ladlewright.example"
    assert not is_good(password)


@pytest.mark.parametrize("password", ["a cup of tea", "cuppa before the long walk", "ladle right"])
def test_a_word_of_the_site_among_others_is_well(password: str, settings: Any) -> None:
    settings.SITE_URL = "https://cuppa.ladlewright.example"
    assert is_good(password)


def test_who_one_is_makes_no_password() -> None:
    assert not is_good("hannaoneill1", User(email="hannaoneill@example.org"))


@pytest.mark.django_db
def test_it_is_kept_exactly() -> None:
    assert len(LONG) > 128
    user = make.make_user("ann@example.org")
    confirm(user)
    client = Client()
    sign_in(client, "ann@example.org")
    new = {"oldpassword": "tea", "password1": LONG, "password2": LONG}
    assert client.post("/accounts/password/change/", new).status_code == 302
    for almost in (LONG[:-2], LONG.lower(), LONG[:128], LONG.replace("  ", " ") + "x"):
        other = Client()
        sign_in(other, "ann@example.org", almost)
        assert not is_signed_in(other)
    other = Client()
    sign_in(other, "ann@example.org", LONG)
    assert is_signed_in(other)


@pytest.mark.django_db
def test_a_new_one_takes_the_old_one() -> None:
    confirm(make.make_user("ann@example.org"))
    client = Client()
    sign_in(client, "ann@example.org")
    new = {"oldpassword": "coffee", "password1": "a few words", "password2": "a few words"}
    answer = client.post("/accounts/password/change/", new)
    assert "That is not your password." in answer.content.decode()
    assert User.objects.get().check_password("tea")


@pytest.mark.django_db
def test_fields_hide_it_and_let_helpers_fill_it_in() -> None:
    for page in ("login", "signup"):
        shown = Client().get(f"/accounts/{page}/").content.decode()
        fields = re.findall(r"<input[^>]*name=\"password1?\"[^>]*>", shown)
        assert fields
        for field in fields:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(current|new)-password"', field)
            assert "maxlength" not in field
            assert "readonly" not in field


def test_no_script_forbids_to_paste() -> None:
    for script in SCRIPTS.glob("*.js"):
        if script.name != "texts.js":  # gives each pasted line of copy a row of its own
            assert "paste" not in script.read_text(encoding="utf-8"), script.name
    texts = (SCRIPTS / "texts.js").read_text(encoding="utf-8")
    assert 'addEventListener("paste"' in texts
    assert 'event.target.closest("[data-texts]")' in texts
    for page in (SCRIPTS.parents[1] / "templates").rglob("*.html"):
        if "data-texts" in page.read_text(encoding="utf-8"):
            assert page.name == "_texts_field.html"


def test_it_is_hashed_with_argon2() -> None:
    hashers = settings_with(ENVIRONMENT)["PASSWORD_HASHERS"]
    assert hashers[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
