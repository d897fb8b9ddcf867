"""The list of all texts: looked through, handled several at once, undone, taken along."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from messaging.models import Variant
from tests import make
from tests.conftest import Cast

State = Variant.State


def post(client: Client, cast: Cast, rows: list[Variant], do: str, **more: object) -> str:
    data = {"variant": [row.pk for row in rows], "do": do, **more}
    answer = client.post(cast.url("write/variants/bulk/"), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(cast: Cast) -> None:
    """Ticked, put out of use, told one by one, and brought back."""
    message = make.make_message(cast.workspace)
    drafts = [make.make_variant(message) for _ in range(2)]
    live = make.make_live(message)
    client = cast.client(cast.owner)
    page = post(client, cast, [*drafts, live], "retire")
    assert "2 taken out of use." in page
    assert f"Not taken out of use: {live.key}: This is what visitors see now." in page
    assert "2 texts went out of use just now" in page
    page = post(client, cast, drafts, "restore")
    assert "2 brought back." in page
    states = Variant.objects.filter(workspace=cast.workspace).values_list("state", flat=True)
    assert sorted(states) == ["approved", "draft", "draft"]


def test_the_way_back_keeps_the_filter_and_offers_the_undo(cast: Cast) -> None:
    row = make.make_variant(make.make_message(cast.workspace))
    client = cast.client(cast.editor)
    here = cast.url("write/variants/?state=draft&undo=restore&undo_of=99")
    data = {"variant": row.pk, "do": "retire", "next": here}
    answer = client.post(cast.url("write/variants/bulk/"), data)
    assert answer["Location"] == cast.url(
        f"write/variants/?state=draft&undo=restore&undo_of={row.pk}"
    )
    assert "Bring them back" in client.get(answer["Location"]).content.decode()
    post(client, cast, [row], "restore")
    assert "Bring them back" not in client.get(answer["Location"]).content.decode()
    elsewhere = client.post(
        cast.url("write/variants/bulk/"), data | {"next": "https://elsewhere.example/"}
    )
    assert elsewhere["Location"].startswith(cast.url("write/variants/"))


def test_several_are_given_to_somebody_until_a_day(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    rows = [make.make_variant(message) for _ in range(2)]
    client = cast.client(cast.editor)
    page = post(client, cast, rows, "assign", assignee=cast.approver.pk, due_on="2031-05-04")
    assert "2 given on." in page
    stored = Variant.objects.filter(workspace=cast.workspace)
    assert {(row.assignee, row.due_on) for row in stored} == {(cast.approver, date(2031, 5, 4))}
    for wrong, said in (
        ({"assignee": cast.viewer.pk}, "Choose somebody of this workspace"),
        ({"assignee": cast.outsider.pk}, "Choose somebody of this workspace"),
        ({"due_on": "someday"}, "“someday” is no day"),
    ):
        assert said in post(client, cast, rows, "assign", **wrong)
    assert {row.assignee for row in stored.all()} == {cast.approver}


def test_several_are_sent_back_with_one_reason(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    rows = [make.make_variant(message, state=State.SUBMITTED) for _ in range(2)]
    client = cast.client(cast.approver)
    assert "Say why" in post(client, cast, rows, "reject")
    assert "2 sent back." in post(client, cast, rows, "reject", reason="It is about us.")
    stored = Variant.objects.filter(workspace=cast.workspace)
    assert {row.reason for row in stored} == {"It is about us."}


def test_nobody_does_more_than_their_role_lets_them(cast: Cast) -> None:
    row = make.make_variant(make.make_message(cast.workspace), state=State.SUBMITTED)
    data = {"variant": row.pk, "do": "approve"}
    address = cast.url("write/variants/bulk/")
    assert cast.client(cast.editor).post(address, data).status_code == 403
    assert cast.client(cast.viewer).post(address, data | {"do": "retire"}).status_code == 403
    assert cast.client(cast.owner).post(address, data | {"do": "dance"}).status_code == 404
    theirs = make.make_variant(make.make_message(cast.other.workspace))
    page = post(cast.client(cast.owner), cast, [theirs], "submit")
    assert "Tick at least one text first." in page
    theirs.refresh_from_db()
    row.refresh_from_db()
    assert (theirs.state, row.state) == ("draft", "submitted")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=garden", {"garden"}),
        ("q=nothing+here", set()),
        ("state=submitted", {"shed"}),
        ("channel=sms", {"shed"}),
        ("assignee=nobody&state=draft", {"garden"}),
        ("overdue=1", set()),
        ("state=dancing&writer=robots&sort=colour&assignee=x&page=nine", {"garden", "shed"}),
        ("q=%00", {"garden", "shed"}),
    ],
)
def test_texts_are_looked_for(cast: Cast, query: str, expected: set[str]) -> None:
    make.make_variant(
        make.make_message(cast.workspace), key="garden", parts=make.HERO | {"button": "Garden"}
    )
    make.make_variant(
        make.make_message(cast.workspace, channel="sms"), key="shed", state=State.SUBMITTED
    )
    page = cast.client(cast.viewer).get(cast.url(f"write/variants/?{query}"))
    assert {row.key for row, _ in page.context["rows"]} == expected
    if not expected:
        assert "No text is like that" in page.content.decode()


def test_rows_of_another_workspace_are_no_filter(cast: Cast) -> None:
    message = make.make_message(cast.other.workspace)
    stage = make.make_stage(cast.other.workspace)
    persona = make.make_persona(cast.other.workspace)
    client = cast.client(cast.owner)
    for query in (
        f"placement={message.placement_id}",
        f"stage={stage.pk}",
        f"persona={persona.pk}",
        "pain=x",
    ):
        assert client.get(cast.url(f"write/variants/?{query}")).status_code == 404, query


def test_the_file_holds_what_is_looked_for_and_no_formula(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    parts = make.HERO | {"headline": "=1+1"}
    make.make_variant(message, key="one", parts=parts, assignee=cast.editor)
    make.make_variant(message, key="two", state=State.RETIRED)
    answer = cast.client(cast.viewer).get(cast.url("write/variants/download/?state=draft"))
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["key"] for row in rows] == ["one"]
    assert rows[0]["text"].startswith("'=1+1")
    assert rows[0]["state"] == "Draft"
    assert rows[0]["with"] == cast.editor.email


def test_an_empty_workspace_is_taught(cast: Cast) -> None:
    page = cast.client(cast.editor).get(cast.url("write/variants/")).content.decode()
    assert "No words yet" in page
    assert "Choose a place" in page
