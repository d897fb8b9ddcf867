"""The page that tells who did what: found, read, paged and taken along."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.conftest import Cast
from workspaces.changes import record
from workspaces.find_audit import ROWS_A_PAGE, AuditFilter, find_records, page_of
from workspaces.models import AuditRecord, Workspace

PAGE = "settings/audit/"


def write(cast: Cast, number: int, **fields: Any) -> None:
    """Many records at once, a minute apart, the newest at noon of 2 March 2026."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    values = {"workspace": cast.workspace, "actor": "ann@example.org", "action": "changed"}
    field = AuditRecord._meta.get_field("at")
    field.auto_now_add = False
    try:
        AuditRecord.objects.bulk_create(
            AuditRecord(
                **{
                    **values,
                    "target_type": "persona",
                    "target_id": str(index),
                    "target_label": f"Persona {index}",
                    "at": noon - timedelta(minutes=number - index),
                    **fields,
                }
            )
            for index in range(number)
        )
    finally:
        field.auto_now_add = True


def labels(cast: Cast, query: str = "") -> list[str]:
    page = cast.client(cast.owner).get(cast.url(f"{PAGE}?{query}"))
    assert page.status_code == 200
    return [row["record"].target_label for row in page.context["rows"]]


def test_it_works(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, name="Ann")
    access = replace(cast.access_of(cast.editor), address="192.0.2.9")
    record(
        access=access,
        action="changed",
        target=persona,
        before={"name": "Anne"},
        after={"name": "Ann"},
    )
    text = cast.client(cast.owner).get(cast.url(PAGE)).content.decode()
    assert "editor@example.org" in text
    assert "192.0.2.9" in text
    assert "<del>Anne</del>" in text
    assert "<ins>Ann</ins>" in text
    assert cast.url(f"map/personas/{persona.pk}/") in text


def test_what_is_gone_has_no_link(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, name="Ann")
    record(access=cast.access, action="removed", target=persona)
    address = cast.url(f"map/personas/{persona.pk}/")
    persona.delete()
    text = cast.client(cast.owner).get(cast.url(PAGE)).content.decode()
    assert address not in text
    assert "Ann" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=bob", ["Bob’s"]),
        ("action=started", ["Bob’s"]),
        ("kind=experiment", ["Bob’s"]),
        ("via=api", ["Bob’s"]),
        ("q=Bob’s", ["Bob’s"]),
        ("q=café", ["Bob’s"]),
        ("q=say+%22no%22", ["Bob’s"]),
        ("q=formerly", ["Bob’s"]),
        ("who=bob&action=changed", []),
        ("q=nowhere", []),
    ],
)
def test_filters(cast: Cast, query: str, found: list[str]) -> None:
    write(cast, 1)
    write(
        cast,
        1,
        actor="bob@example.org",
        action="started",
        target_type="experiment",
        target_label="Bob’s",
        via="api",
        before={"name": "formerly"},
        after={"name": 'the café where they say "no"'},
    )
    assert labels(cast, query) == found


def test_days_are_those_of_the_workspace(cast: Cast) -> None:
    """Half past eleven in the evening of New York is tomorrow in London."""
    Workspace.objects.filter(pk=cast.workspace.pk).update(time_zone="America/New_York")
    AuditRecord._meta.get_field("at").auto_now_add = False
    try:
        AuditRecord.objects.create(
            workspace=cast.workspace,
            actor="x",
            action="late",
            target_label="late",
            at=datetime(2026, 3, 3, 4, 30, tzinfo=UTC),
        )
    finally:
        AuditRecord._meta.get_field("at").auto_now_add = True
    assert labels(cast, "since=2026-03-02&until=2026-03-02") == ["late"]
    assert labels(cast, "since=2026-03-03&until=2026-03-03") == []
    text = cast.client(cast.owner).get(cast.url(f"{PAGE}?until=2026-03-02")).content.decode()
    assert "2 Mar 2026, 23:30" in text


@pytest.mark.parametrize(
    "query", ["since=soon", "action=nothing", "via=%00", "older=x", "newer=999999999", "q=%00"]
)
def test_nonsense_breaks_nothing(cast: Cast, query: str) -> None:
    write(cast, 1)
    assert labels(cast, query)


def test_a_day_before_the_first_is_told_beside_the_field(cast: Cast) -> None:
    page = cast.client(cast.owner).get(cast.url(f"{PAGE}?since=2026-03-03&until=2026-03-01"))
    assert b"lies before the other" in page.content


def test_pages_go_back_and_forth_without_a_gap(cast: Cast) -> None:
    Workspace.objects.filter(pk=cast.workspace.pk).update(name="Tea")
    write(cast, 120, action="counted")
    rows = find_records(access=cast.access, wanted=AuditFilter(action="counted"))
    first = page_of(rows, older=None, newer=None)
    second = page_of(rows, older=first.older, newer=None)
    third = page_of(rows, older=second.older, newer=None)
    seen = [row.target_id for page in (first, second, third) for row in page.rows]
    assert seen == [str(index) for index in reversed(range(120))]
    assert (first.newer, third.older) == (None, None)
    back = page_of(rows, older=None, newer=third.newer)
    assert [row.pk for row in back.rows] == [row.pk for row in second.rows]
    start = page_of(rows, older=None, newer=back.newer)
    assert [row.pk for row in start.rows] == [row.pk for row in first.rows]
    assert start.newer is None


def test_the_links_of_a_page_keep_the_filter(cast: Cast) -> None:
    write(cast, ROWS_A_PAGE + 1, action="counted")
    text = cast.client(cast.owner).get(cast.url(f"{PAGE}?action=counted")).content.decode()
    assert "?action=counted&amp;older=" in text
    assert "download/?action=counted&amp;format=jsonl" in text


def test_a_page_of_many_takes_the_same_queries(cast: Cast) -> None:
    client = cast.client(cast.owner)
    write(cast, 3)
    client.get(cast.url(PAGE))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(cast.url(PAGE))
    write(cast, 500)
    with CaptureQueriesContext(connection) as many:
        client.get(cast.url(PAGE))
    assert len(many) == len(few) <= 14


@pytest.mark.parametrize("older", [False, True])
def test_a_page_is_read_by_the_index(cast: Cast, older: bool) -> None:
    """Neither the first page nor a late one sorts or counts what is there."""
    write(cast, 300)
    rows = find_records(access=cast.access, wanted=AuditFilter())
    if older:
        row = rows[200]
        rows = rows.filter(at__lte=row.at).exclude(at=row.at, pk__gte=row.pk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE workspaces_auditrecord")
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows[:51].explain()
    assert "audit_newest_first" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_the_file_holds_what_the_filter_finds(cast: Cast) -> None:
    write(cast, 2, action="counted", after={"name": "=1+1"}, via="api")
    write(cast, 1, action="other", target_label="=cmd()")
    client = cast.client(cast.owner)
    lines = client.get(cast.url(f"{PAGE}download/?action=counted&format=jsonl"))
    rows = [json.loads(line) for line in lines.getvalue().decode().splitlines()]
    assert [row["target_id"] for row in rows] == ["1", "0"]
    assert rows[0]["after"] == {"name": "=1+1"}
    assert rows[0]["via"] == "api"
    assert lines.headers["Content-Disposition"] == 'attachment; filename="audit.jsonl"'
    sheet = client.get(cast.url(f"{PAGE}download/?action=other")).getvalue().decode()
    assert "'=cmd()" in sheet
    assert sheet.count("\r\n") == 2


def test_only_an_owner_reads_it(cast: Cast) -> None:
    for user in (cast.approver, cast.editor, cast.viewer, cast.agency):
        for page in (PAGE, f"{PAGE}download/"):
            assert cast.client(user).get(cast.url(page)).status_code == 403


def test_another_workspace_is_not_told_of(cast: Cast) -> None:
    write(cast, 1, workspace=cast.other.workspace, target_label="Their secret")
    newest = AuditRecord.objects.get(target_label="Their secret")
    for query in ("", "q=secret", f"older={newest.pk + 1}", f"newer={newest.pk}"):
        assert "Their secret" not in labels(cast, query)


def test_an_empty_log_says_what_will_stand_there(cast: Cast) -> None:
    found = cast.client(cast.owner).get(cast.url(f"{PAGE}?q=nowhere")).content
    assert b"No change fits" in found
    assert b"Show all changes" in found
