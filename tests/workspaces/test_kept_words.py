"""Nobody loses what they typed because a sign-in ended before it was sent."""

import re

import pytest
from django.test import Client

from tests import make
from tests.conftest import Cast

FROM_US = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WORDS = {"part_headline": "Close the books <by the third>", "part_button": "See how", "revision": 1}


def edit_page(cast: Cast) -> str:
    variant = make.make_variant(make.make_message(cast.workspace))
    return cast.url(f"write/variants/{variant.pk}/edit/")


def test_words_sent_after_the_session_ended_can_be_sent_again(cast: Cast) -> None:
    page = edit_page(cast)
    browser = Client()
    answer = browser.post(page, WORDS, **FROM_US)
    assert answer.status_code == 401
    assert "Your words are still here" in answer.text
    assert 'value="Close the books &lt;by the third&gt;"' in answer.text
    assert f"/accounts/login/?next={page.replace('/', '%2F')}" in answer.text
    browser.force_login(cast.owner)
    assert browser.post(page, WORDS, **FROM_US).status_code == 302


def test_a_page_older_than_the_sign_in_keeps_the_words(cast: Cast) -> None:
    page = edit_page(cast)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner)
    answer = browser.post(page, WORDS | {"csrfmiddlewaretoken": "x" * 64}, **FROM_US)
    assert answer.status_code == 403
    assert "Close the books" in answer.text
    assert "x" * 64 not in answer.text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)
    assert token is not None
    again = browser.post(page, WORDS | {"csrfmiddlewaretoken": token[1]}, **FROM_US)
    assert again.status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
    ],
)
def test_what_another_site_sends_is_not_repeated(cast: Cast, headers: dict[str, str]) -> None:
    page = edit_page(cast)
    out = Client().post(page, WORDS, **headers)
    assert (out.status_code, "Close the books" in out.text) == (302, False)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner)
    refused = browser.post(page, WORDS, **headers)
    assert (refused.status_code, "Close the books" in refused.text) == (403, False)


def test_secrets_are_never_repeated(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner)
    said = {"name": "x", "new_password": "hunter2hunter2"}
    answer = browser.post(cast.url("settings/"), said, **FROM_US)
    assert answer.status_code == 403
    assert "hunter2" not in answer.text


def test_live_answers_leave_the_words_in_their_fields(cast: Cast) -> None:
    answer = Client().post(edit_page(cast), WORDS, HTTP_HX_REQUEST="true", **FROM_US)
    assert (answer.status_code, answer.content) == (204, b"")
