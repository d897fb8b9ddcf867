"""Addresses at which spreadsheets read our tables."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.conftest import Cast
from workspaces.live_tables import live_tables
from workspaces.models import AuditRecord, TableAddress
from workspaces.table_addresses import (
    MOST_ADDRESSES,
    TableAddressRefusedError,
    address_of_table,
    make_table_address,
    revoke_table_address,
)


def opened(cast: Cast, table: str = "copy") -> TableAddress:
    return make_table_address(access=cast.access, table=table, name="For the sheet")


def read(row: TableAddress, client: Client | None = None) -> list[list[str]]:
    answer: Any = (client or Client()).get(f"/tables/{row.token}.csv")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_it_works(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    live = make.make_live(message)
    client = cast.client(cast.editor)
    page = client.post(cast.url("share/tables/"), {"table": "copy", "name": "Monday sheet"})
    assert page.status_code == 302
    row = TableAddress.objects.get(workspace=cast.workspace)
    html = client.get(cast.url("share/tables/")).content.decode()
    assert address_of_table(row) in html
    header, line = read(row)
    assert header[0] == "key"
    assert line[0] == live.key
    row.refresh_from_db()
    assert row.last_read_at is not None
    client.post(cast.url(f"share/tables/{row.pk}/revoke/"))
    assert Client().get(f"/tables/{row.token}.csv").status_code == 404


@pytest.mark.parametrize("table", ["copy", "coverage", "pains", "tests", "resonance"])
def test_every_table_is_read(cast: Cast, table: str) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_stage(cast.workspace)
    make.make_live(make.make_message(cast.workspace))
    make.make_experiment(make.make_message(cast.workspace))
    rows = read(opened(cast, table))
    known = {each.key: each for each in live_tables()}
    assert rows[0] == list(known[table].columns)
    assert all(len(line) == len(rows[0]) for line in rows)
    if table == "pains":
        assert pain.title in rows[1]
    assert len(rows) > 1 or table == "resonance"


def test_no_cell_is_a_formula(cast: Cast) -> None:
    make.make_pain(cast.workspace, title='=HYPERLINK("https://evil.example")')
    cells = [cell for line in read(opened(cast, "pains"))[1:] for cell in line]
    assert '\'=HYPERLINK("https://evil.example")' in cells


def test_another_workspace_stays_out_of_it(cast: Cast) -> None:
    make.make_pain(cast.other.workspace, title="Somebody else's trouble")
    assert "Somebody else's trouble" not in str(read(opened(cast, "pains")))


def test_it_tells_no_more_than_the_unknown(cast: Cast) -> None:
    row = opened(cast)
    revoke_table_address(access=cast.access, row=row)
    revoked = Client().get(f"/tables/{row.token}.csv")
    unknown = Client().get("/tables/nonsense.csv")
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert not revoke_table_address(access=cast.access, row=row), "once is enough"
    told = AuditRecord.objects.for_workspace(cast.workspace).filter(target_type="tableaddress")
    assert sorted(told.values_list("action", flat=True)) == ["created", "revoked"]


def test_a_workspace_put_away_is_not_read(cast: Cast) -> None:
    row = opened(cast)
    cast.workspace.archived_at = timezone.now()
    cast.workspace.save(update_fields=["archived_at"])
    assert Client().get(f"/tables/{row.token}.csv").status_code == 404


def test_reading_is_noted_once_an_hour(cast: Cast) -> None:
    row = opened(cast)
    read(row)
    row.refresh_from_db()
    first = row.last_read_at
    assert first is not None
    read(row)
    row.refresh_from_db()
    assert row.last_read_at == first
    TableAddress.objects.for_workspace(cast.workspace).update(
        last_read_at=first - timedelta(hours=2)
    )
    read(row)
    row.refresh_from_db()
    assert row.last_read_at >= first


def test_too_many_readings_wait(cast: Cast, settings: Any) -> None:
    settings.TABLE_LIMIT_PER_ADDRESS = 1
    row = opened(cast)
    away = Client(REMOTE_ADDR="203.0.113.77")
    answers = [away.get(f"/tables/{row.token}.csv").status_code for _ in range(3)]
    assert 429 in answers


def test_there_is_an_end_to_addresses(cast: Cast) -> None:
    TableAddress.objects.bulk_create(
        TableAddress(workspace=cast.workspace, table="copy", name="x", token=f"t{number}")
        for number in range(MOST_ADDRESSES)
    )
    with pytest.raises(TableAddressRefusedError):
        opened(cast)
    page = cast.client(cast.editor).post(
        cast.url("share/tables/"), {"table": "copy", "name": "One more"}
    )
    assert page.status_code == 200
    assert "One more" in page.content.decode(), "what was typed stays"


def test_a_viewer_sees_no_address(cast: Cast) -> None:
    row = opened(cast)
    html = cast.client(cast.viewer).get(cast.url("share/tables/")).content.decode()
    assert row.name in html
    assert row.token not in html


def test_over_rest(cast: Cast) -> None:
    client = cast.api()
    made = client.post("/api/v1/table-addresses/", {"table": "copy", "name": "Sheet"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["address"].endswith(".csv")
    assert client.get("/api/v1/table-addresses/").json()["results"][0]["name"] == "Sheet"
    gone = client.post(f"/api/v1/table-addresses/{body['id']}/revoke/")
    assert (gone.status_code, gone.json()["address"]) == (200, "")
    wrong = client.post("/api/v1/table-addresses/", {"table": "users", "name": "x"})
    assert wrong.status_code == 400
