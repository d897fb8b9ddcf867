"""Imports over REST."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from personas.models import Evidence, EvidenceImport
from tests.conftest import Cast

URL = "/api/v1/evidence-imports/"
FILE = b"quote,date\nI waited for a week,1.2.2026\nNobody calls me back,soon\nIt broke,2.2.2026\n"


def send(cast: Cast, content: bytes = FILE, **said: Any) -> Any:
    file = SimpleUploadedFile("q.csv", content)
    return cast.api().post(URL, {"file": file} | said, format="multipart")


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    answer = send(cast, source="review")
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert told["header"] == ["quote", "date"]
    assert told["mapping"] == {"0": "text", "1": "said_on"}
    assert (told["look"]["to_add"], told["look"]["faulty"]) == (2, 1)

    one = f"{URL}{told['id']}/"
    faults = api.get(f"{one}faults/").json()
    assert (faults["rows"], faults["results"][0]["number"]) == (1, 3)
    lines = b"".join(api.get(f"{one}faults.csv/").streaming_content).decode("utf-8-sig")
    assert lines.startswith("quote,date,What is wrong\r\nNobody calls me back,soon,")

    mended = SimpleUploadedFile("mended.csv", lines.replace("soon", "3.2.2026").encode())
    again = api.post(URL, {"file": mended, "mends": told["id"]}, format="multipart").json()
    assert (again["look"]["to_add"], again["mends"]) == (1, told["id"])

    applied = api.post(f"{one}apply/")
    assert (applied.status_code, applied.json()["added"]) == (200, 2)
    assert set(Evidence.objects.values_list("source", flat=True)) == {"review"}
    assert api.post(f"{one}undo/").json() == {"removed": 2, "kept": 0, "job": None}
    assert api.post(f"{one}discard/").json()["state"] == "discarded"


def test_a_large_file_is_read_by_a_job(cast: Cast) -> None:
    answer = send(cast, b"quote\n" + b"I waited for a week\n" * 200_000)
    assert (answer.status_code, answer.json()["state"]) == (202, "reading")


def test_one_row_can_be_mended_or_left_out(cast: Cast) -> None:
    api = cast.api()
    one = f"{URL}{send(cast).json()['id']}/"
    mended = api.post(f"{one}rows/3/", {"values": {"said_on": "3.2.2026"}})
    assert (mended.status_code, mended.json()["look"]["to_add"]) == (200, 3)
    assert api.post(f"{one}rows/2/", {"leave_out": True}).json()["look"]["left_out"] == 1
    assert api.post(f"{one}rows/99/", {"leave_out": True}).status_code == 404
    for wrong in ({}, {"values": {"colour": "red"}}, {"values": {"text": "\x00"}}):
        assert api.post(f"{one}rows/2/", wrong).status_code == 400
    api.post(f"{one}apply/")
    assert set(Evidence.objects.values_list("text", flat=True)) == {
        "Nobody calls me back",
        "It broke",
    }
    assert api.post(f"{one}rows/2/", {"leave_out": True}).status_code == 409


def test_text_and_rows_are_taken_too(cast: Cast) -> None:
    api = cast.api()
    rows = [{"text": "It broke twice", "source": "review"}, {"text": "Too dear"}]
    for said in ({"text": "It broke\nToo slow"}, {"rows": rows}):
        answer = api.post(URL, said)
        assert answer.status_code == 201, answer.json()
        assert answer.json()["look"]["to_add"] == 2
    assert api.post(URL, {"text": "a", "rows": rows}).status_code == 400


def test_personal_data_is_taken_out_unless_it_is_to_be_kept(cast: Cast) -> None:
    api = cast.api()
    said = {"text": "Write to ann@example.org please\nIt broke"}
    told = api.post(URL, said).json()
    assert (told["masking"], told["look"]["personal_quotes"]) == ("mask", 1)
    one = f"{URL}{told['id']}/"
    assert api.patch(one, {"masking": "keep"}).json()["masking"] == "keep"
    assert api.patch(one, {"masking": "mask"}).json()["look"]["personal"] == {"e-mail": 1}
    api.post(f"{one}apply/")
    texts = set(Evidence.objects.values_list("text", "masked"))
    assert texts == {("Write to [e-mail] please", "e-mail"), ("It broke", "")}


def test_columns_can_be_chosen(cast: Cast) -> None:
    told = send(cast, b"a,b\nSo slow it hurts,Too dear\n").json()
    one = f"{URL}{told['id']}/"
    answer = cast.api().patch(one, {"mapping": {"0": "text", "1": "text"}}).json()
    assert answer["look"]["to_add"] == 2
    assert cast.api().patch(one, {"mapping": {"0": "nonsense"}}).status_code == 400


def test_a_file_that_is_no_table_is_refused_with_the_reason(cast: Cast) -> None:
    answer = send(cast, b"%PDF-1.7")
    assert answer.status_code == 400
    assert "no spreadsheet" in answer.json()["errors"][0]["detail"]
    assert not EvidenceImport.objects.exists()


def test_large_work_is_a_job(cast: Cast) -> None:
    rows = "".join(f"I waited {number} days\n" for number in range(2_001))
    answer = send(cast, b"quote\n" + rows.encode())
    assert answer.status_code == 202
    assert answer.json()["look"] is None
    assert answer.json()["job"]["kind"] == "personas.look_through_import"
    one = f"{URL}{answer.json()['id']}/"
    applied = cast.api().post(f"{one}apply/")
    assert (applied.status_code, applied.json()["state"]) == (202, "applying")
    assert applied.json()["job"]["kind"] == "personas.apply_import"


def test_what_does_not_fit_the_state_is_a_conflict(cast: Cast) -> None:
    told = send(cast).json()
    answer = cast.api().post(f"{URL}{told['id']}/undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "import_state")


def test_the_list_takes_the_same_queries_for_any_number(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    api = cast.api(scopes=["read"])
    send(cast)
    api.get(URL)  # notes once that the key was used
    with django_assert_num_queries(2):
        assert len(api.get(URL).json()["results"]) == 1
    for _ in range(3):
        send(cast)
    with django_assert_num_queries(2):
        assert len(api.get(URL, {"state": "open"}).json()["results"]) == 4


def test_a_key_that_reads_does_not_import(cast: Cast) -> None:
    answer = cast.api(scopes=["read"]).post(URL, {"text": "It broke"})
    assert answer.status_code == 403


def test_a_discarded_import_has_no_rows_left(cast: Cast) -> None:
    made = cast.api().post(URL, {"text": "I lost my Sunday.\nAgain."}, format="json").json()
    assert cast.api().post(f"{URL}{made['id']}/discard/").status_code == 200
    batch = EvidenceImport.objects.get()
    for file in (batch.file, batch.rows_file):  # as when the transaction is over
        file.storage.delete(file.name)
    for what in ("faults/", "faults.csv"):
        answer = cast.api().get(f"{URL}{made['id']}/{what}")
        assert answer.status_code < 500
        if answer.streaming:
            assert b"".join(answer.streaming_content)
