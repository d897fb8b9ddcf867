"""Ask-tests on the site: made, sent, closed, read; and the words to invite with."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.ask_tests import pairs_for, pairs_of, texts_of
from messaging.models import AskAnswer, AskTest, Variant
from personas.ask_customers import start_survey
from personas.models import Evidence
from tests import make
from tests.conftest import Cast
from tests.messaging.asking import begin, send, variants


def answer(test: AskTest, first: int, second: int = 0, neither: int = 0) -> None:
    pair = test.pairs.all()[0]
    chosen = [pair.first] * first + [pair.second] * second + [None] * neither
    for number, choice in enumerate(chosen):
        AskAnswer.objects.create(
            workspace=test.workspace, pair=pair, respondent_hash=f"{number}", chosen=choice
        )


def form(cast: Cast, rows: list[Variant], **fields: Any) -> dict[str, Any]:
    persona = make.make_persona(cast.workspace)
    picked = [row.pk for row in rows]
    return {"persona": persona.pk, "variants": picked, "language": "en"} | fields


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    rows = variants(cast.access, 3)
    make.make_persona(cast.workspace)
    page = client.get(cast.url("test/ask/new/"), {"pick": [rows[0].pk, rows[1].pk]})
    assert page.text.count("checked") == 2
    made = client.post(cast.url("test/ask/new/"), form(cast, rows), follow=True)
    test = AskTest.objects.get()
    assert test.pairs.count() == 3
    assert test.question == "Which of these sounds like your problem?"
    assert f"/a/{test.token}/" in made.text
    assert "it takes about 8 people" in made.text
    send(test)
    page = client.get(cast.url(f"test/ask/{test.pk}/"))
    assert "1 person has answered" in page.text
    assert "Not enough answers yet" in page.text
    assert "Because my Sundays are gone" in page.text
    assert test.title in client.get(cast.url("test/ask/")).text


def test_results_say_what_was_preferred_and_no_more(cast: Cast) -> None:
    test = begin(cast)
    answer(test, 12, 2, 3)
    text = cast.client(cast.viewer).get(cast.url(f"test/ask/{test.pk}/")).text
    assert "12 of 14 chose “Sundays are not for receipts”. 3 more chose neither." in text
    assert "That is what they prefer to read, not what they do." in text
    assert "(86 %, likely 60 to 96)" in text
    assert not any(word in text.lower() for word in ("winner", "conversion", "verdict"))


def test_files_hold_what_the_page_shows_and_no_formula(cast: Cast) -> None:
    test = begin(cast)
    pair = test.pairs.all()[0]
    send(test, **{f"why{pair.pk}": "=1+1 is how I feel about receipts"})
    client = cast.client(cast.viewer)
    choices = b"".join(client.get(cast.url(f"test/ask/{test.pk}/choices.csv")))  # type: ignore[arg-type]
    assert "'=1+1 is how I feel" in choices.decode()
    counts = b"".join(client.get(cast.url(f"test/ask/{test.pk}/preferences.csv")))  # type: ignore[arg-type]
    assert "1,1,1.000,0.207,1.000" in counts.decode()


@pytest.mark.parametrize(
    ("count", "fields", "says"),
    [
        (1, {}, "Choose 2 to 6 different texts."),
        (2, {"state": Variant.State.REJECTED}, "Select a valid choice"),
        (0, {}, "Tick 2 to 6 texts."),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(
    cast: Cast, count: int, fields: dict[str, Any], says: str
) -> None:
    rows = variants(cast.access, count, **fields)
    said = form(cast, rows, title="Mine alone")
    answer = cast.client(cast.editor).post(cast.url("test/ask/new/"), said)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Mine alone"' in answer.text


def test_texts_that_read_alike_are_refused(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    rows = [make.make_variant(message), make.make_variant(message)]
    answer = cast.client(cast.editor).post(cast.url("test/ask/new/"), form(cast, rows))
    assert "Two of these texts read alike." in answer.text


def test_an_edit_changes_nothing_of_what_is_asked(cast: Cast) -> None:
    test = begin(cast)
    pair = test.pairs.all()[0]
    Variant.objects.filter(pk=pair.first_id).update(parts={"headline": "Quite another"})
    assert pairs_of(test)[0].first_texts[0] == "Sundays are not for receipts"


def test_a_reader_sees_fallbacks_and_three_of_a_list(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    variant = make.make_variant(
        message, parts={"headlines": ["Hi {{first_name|there}}", "b", "c", "d"]}
    )
    assert texts_of(variant) == ["Hi there", "b", "c"]


def test_each_pair_is_shown_alike_often(cast: Cast) -> None:
    test = begin(cast, count=4)
    seen: dict[int, int] = {}
    for number in range(20):
        for pair in pairs_for(pairs_of(test), f"person {number}"):
            seen[pair.pk] = seen.get(pair.pk, 0) + 1
            AskAnswer.objects.create(
                workspace=cast.workspace, pair=pair, respondent_hash=f"{number}"
            )
    assert list(seen.values()) == [10] * 6


def test_closing_opening_and_deleting(cast: Cast) -> None:
    test = begin(cast)
    send(test)
    client = cast.client(cast.editor)
    assert "Closed." in client.post(cast.url(f"test/ask/{test.pk}/close/"), follow=True).text
    assert "Open again" in client.post(cast.url(f"test/ask/{test.pk}/reopen/"), follow=True).text
    client.post(cast.url(f"test/ask/{test.pk}/delete/"))
    assert not AskTest.objects.exists()
    assert Evidence.objects.count() == 1, "What people wrote stays."


def test_pages_take_as_many_queries_with_more_rows(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    counts = []
    for count in (2, 4):
        test = begin(cast, count=count)
        for number in "ab":
            send(test, number=number)
        with CaptureQueriesContext(connection) as queries:
            client.get(cast.url(f"test/ask/{test.pk}/"))
            client.get(cast.url("test/ask/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_pictures_and_preview(cast: Cast) -> None:
    test = begin(cast)
    client = cast.client(cast.viewer)
    for name, kind in (("code.svg", "image/svg+xml"), ("code.png", "image/png")):
        assert client.get(cast.url(f"test/ask/{test.pk}/{name}")).headers["Content-Type"] == kind
    preview = client.get(cast.url(f"test/ask/{test.pk}/preview/")).text
    assert "This is a preview." in preview
    assert "disabled" in preview


def test_an_invitation_in_the_tools_own_writing(cast: Cast) -> None:
    test = begin(cast)
    client = cast.client(cast.viewer)
    path = cast.url(f"test/ask/{test.pk}/invite/")
    plain = client.get(path).text
    assert "Hello there," in plain
    for way in ("email", "sms", "chat"):
        assert f"/a/{test.token}/?from={way}" in plain
    for tool, writes in (
        ("mailchimp", "*|IF:FNAME|**|FNAME|**|ELSE:|*there*|END:IF|*"),
        ("ampscript", "%%=IIF(EMPTY(FirstName),&quot;there&quot;,FirstName)=%%"),
    ):
        assert writes in client.get(path, {"tool": tool}).text
    german = client.get(path, {"language": "de", "tool": "mautic", "download": "text"})
    assert "Guten Tag {contactfield=firstname|zusammen}," in german.text
    assert german.headers["Content-Disposition"] == 'attachment; filename="invitation.txt"'


@pytest.mark.parametrize("kind", ["struggle", "churn"])
def test_an_invitation_to_a_survey(cast: Cast, kind: str) -> None:
    persona = make.make_persona(cast.workspace)
    survey, _ = start_survey(access=cast.access, persona=persona, kind=kind)
    client = cast.client(cast.viewer)
    text = client.get(cast.url(f"listen/ask/{survey.pk}/invite/")).text
    assert f"/s/{survey.token}/?from=email" in text
    page = client.get(cast.url(f"listen/ask/{survey.pk}/")).text
    assert f"listen/ask/{survey.pk}/invite/" in page
