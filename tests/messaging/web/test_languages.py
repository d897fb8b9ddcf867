"""Languages on the pages and over REST: what cannot be written or read is said, not faked."""

from typing import Any

import pytest
from django.test import Client

from messaging.models import Message, Variant
from messaging.placing import create_message
from messaging.wording import Wording, write_variant
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast

GERMAN: dict[str, Any] = {
    "title": "Belegen hinterherlaufen",
    "statement": "Ich laufe jedem Beleg hinterher.",
    "struggle": "meinen Leuten wegen jeder Quittung hinterherlaufen",
    "trigger": "der Monat zu Ende geht",
    "cost": "zwei Abende im Monat",
    "feeling": "genervt",
    "workaround": "ein Schuhkarton im Auto",
    "desired_outcome": "den Monat an einem Vormittag abschließen",
    "why": "freitags pünktlich nach Hause gehen",
    "language": "de",
}


@pytest.fixture
def site(cast: Cast) -> Client:
    return cast.client(cast.owner)


def message_in(cast: Cast, language: str) -> Message:
    default = make.make_message(cast.workspace)
    return create_message(access=cast.access, placement=default.placement, language=language)


def test_it_works(cast: Cast, site: Client) -> None:
    """German copy of a pain told in German, without a score, and what is not there yet is said."""
    pain = make.make_pain(cast.workspace, **GERMAN)
    message = message_in(cast, "de")
    page = site.get(cast.url(f"write/messages/{message.pk}/"), {"pain": pain.pk}).text
    assert "Schuhkarton" in page
    assert "The lens cannot read this language" in page
    assert "is not there in German yet" in page
    found = cast.api().post(f"/api/v1/messages/{message.pk}/generate/", {"pain": pain.pk}).json()
    assert found["drafts"]
    assert {each["score"] for each in found["drafts"]} == {None}
    assert found["unwritten"] == ""


def test_a_pain_in_another_language_is_not_written_of(cast: Cast, site: Client) -> None:
    pain = make.make_pain(cast.workspace)
    for language, said in (("de", "Tell the pain in German"), ("fr", "cannot write French yet")):
        message = message_in(cast, language)
        page = site.get(cast.url(f"write/messages/{message.pk}/"), {"pain": pain.pk})
        assert said in page.text
        found = cast.api().post(f"/api/v1/messages/{message.pk}/generate/", {"pain": pain.pk})
        assert found.json()["drafts"] == []
        assert said in found.json()["unwritten"]


def test_a_framework_that_is_not_there_is_told_as_such(cast: Cast, site: Client) -> None:
    pain = make.make_pain(cast.workspace, **GERMAN)
    message = message_in(cast, "de")
    asked: dict[str, Any] = {"pain": pain.pk, "framework": "checklist"}
    page = site.get(cast.url(f"write/messages/{message.pk}/"), asked).text
    assert "“Checklist” is not there in German yet" in page


def test_no_score_is_no_score_everywhere(cast: Cast, site: Client) -> None:
    message = message_in(cast, "de")
    wording = Wording({**make.HERO, "headline": "Nie wieder Belege suchen"})
    row = write_variant(access=cast.access, message=message, wording=wording)
    assert row.score is None
    other = write_variant(access=cast.access, message=message, wording=wording)
    for address in (
        f"write/variants/{row.pk}/",
        f"write/variants/{row.pk}/edit/",
        "write/variants/",
        f"write/messages/{message.pk}/",
        f"write/compare/?left={row.pk}&right={other.pk}",
        "write/approvals/",
    ):
        assert site.get(cast.url(address)).status_code == 200, address
    assert "this is German" in site.get(cast.url(f"write/variants/{row.pk}/edit/")).text
    assert cast.api().get(f"/api/v1/variants/{row.pk}/").json()["score"] is None
    read = cast.api().post("/api/v1/lens/", {"text": "Der Monat ist zu Ende und der Beleg fehlt."})
    assert read.json()["score"] is None
    assert read.json()["unreadable"]
    typed = {"part_headline": "Das ist der Satz", "part_button": "Los"}
    live = site.post(cast.url(f"write/messages/{message.pk}/lens/"), typed)
    assert "this is German" in live.text
    assert Variant.objects.filter(workspace=cast.workspace, score=None).count() == 2


def test_a_pain_says_in_which_language_it_is_told(cast: Cast, site: Client) -> None:
    persona = make.make_persona(cast.workspace)
    form = {
        "persona": persona.pk,
        "severity": 3,
        "frequency": 3,
        "satisfaction": 3,
        **GERMAN,
        "language": "de",
    }
    site.post(cast.url("map/pains/add/"), form)
    pain = PainPoint.objects.get(workspace=cast.workspace, title=GERMAN["title"])
    assert pain.language == "de"
    advice = cast.url("map/pains/shape/struggle/")
    assert "End with the verb" in site.get(advice, {"struggle": "die Belege", "in": "de"}).text
    assert "Begin with a verb" in site.get(advice, {"struggle": "the bills", "in": "en"}).text
    part = site.get(cast.url(f"map/pains/{pain.pk}/part/trigger/")).text
    assert "in=de" in part
    assert "Es fängt an, wenn" in part
    api = cast.api()
    changed = api.patch(f"/api/v1/pains/{pain.pk}/", {"language": "de_at"})
    assert changed.json()["language"] == "de-AT"
    wrong = api.patch(f"/api/v1/pains/{pain.pk}/", {"language": "klingon"})
    assert wrong.status_code == 400
    assert "no language code" in wrong.text
