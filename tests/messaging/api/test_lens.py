"""The lens over REST: a text, many, a page; and what is muted."""

import pytest

from messaging.api.lens import LONGEST_TEXT, MOST_TEXTS
from tests.conftest import Cast

API = "/api/v1/"


def test_it_works(cast: Cast) -> None:
    """Many texts at once, in order, each with its own error where there is one."""
    texts = ["The till is short again.", 7, "x" * (LONGEST_TEXT + 1), "", "Привет, мир"]
    answer = cast.api(scopes=["read"]).post(f"{API}lens/", {"texts": texts}, format="json")
    assert answer.status_code == 200
    first, number, long, empty, foreign = answer.json()["readings"]
    assert first["reading"]["sentences"][0]["cls"] == "problem"
    assert (number["reading"], number["error"]) == (None, "This is no text.")
    assert "at most" in long["error"]
    assert "no text to read" in empty["reading"]["unreadable"]
    assert "Cyrillic" in foreign["reading"]["unreadable"]


def test_a_page_is_read_block_by_block(cast: Cast) -> None:
    html = "<nav>Home</nav><h1>The till is short again</h1><p>Nobody knows why.</p>"
    found = cast.api(scopes=["read"]).post(f"{API}lens/", {"html": html}, format="json").json()
    assert [(each["place"], each["text"]) for each in found["blocks"]] == [
        ("Heading 1", "The till is short again"),
        ("Paragraph", "Nobody knows why."),
    ]
    assert found["whole"]["score"] > 50
    assert found["cut"] == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "Send text, texts or html"),
        ({"text": "a", "html": "<p>b"}, "Send either text or html"),
        ({"texts": ["a"] * (MOST_TEXTS + 1)}, str(MOST_TEXTS)),
        ({"texts": ["a" * 10_001] * 40}, "send several"),
        ({"text": "a", "pain": 987654}, "pain"),
    ],
)
def test_what_is_asked_wrongly_is_said(cast: Cast, body: dict[str, object], said: str) -> None:
    answer = cast.api(scopes=["read"]).post(f"{API}lens/", body, format="json")
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_a_suggestion_that_can_stand_as_it_is_says_so(cast: Cast) -> None:
    body = {"text": "Utilize the till, and leverage the streamlined stock."}
    findings = cast.api(scopes=["read"]).post(f"{API}lens/", body).json()["findings"]
    replacements = {
        body["text"][each["start"] : each["end"]]: each["replacement"] for each in findings
    }
    assert replacements["Utilize"] == "Use"
    assert replacements["leverage"] == "use"
    assert replacements["streamlined"] == ""


def test_a_muted_remark_is_gone_and_can_be_had_back(cast: Cast) -> None:
    api, text = cast.api(), {"text": "A world-class till for the shop."}
    before = api.post(f"{API}lens/", text).json()
    made = api.post(
        f"{API}muted-remarks/", {"rule": "hype", "words": "World-class", "reason": "Our name"}
    )
    assert made.status_code == 201
    assert made.json()["words"] == "world class"
    after = api.post(f"{API}lens/", text).json()
    assert "hype" in {each["rule"] for each in before["findings"]}
    assert "hype" not in {each["rule"] for each in after["findings"]}
    assert after["score"] > before["score"]
    many = api.post(f"{API}lens/", {"texts": [text["text"]]}, format="json").json()
    assert many["readings"][0]["reading"] == after
    again = api.post(f"{API}muted-remarks/", {"rule": "hype", "words": "WORLD class"})
    assert again.json()["id"] == made.json()["id"]
    assert api.delete(f"{API}muted-remarks/{made.json()['id']}/").status_code == 204
    assert api.post(f"{API}lens/", text).json() == before


def test_no_rule_is_made_up(cast: Cast) -> None:
    answer = cast.api().post(f"{API}muted-remarks/", {"rule": "politeness"})
    assert answer.status_code == 400
    assert "politeness" in answer.content.decode()


def test_muted_remarks_are_of_one_workspace(cast: Cast) -> None:
    cast.api().post(f"{API}muted-remarks/", {"rule": "hype", "words": "magic"})
    assert cast.api(other=True).get(f"{API}muted-remarks/").json()["results"] == []
