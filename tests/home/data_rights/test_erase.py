"""Erasing a person: nothing of them is left, and no result changes."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from experiments.models import DailyCount, Event, Experiment, Look, QuarantinedEvent
from experiments.recount import recount
from home.data_rights.erase_person import (
    NotWaitingError,
    TermsRefusedError,
    forget_old_searches,
    parse_terms,
    request_erasure,
    request_search,
)
from home.data_rights.find_person import ERASE
from home.tasks import erase_person, find_person
from messaging.models import Offer, VariantSource
from personas.import_apply import apply_import
from personas.import_evidence import start_import
from personas.keep_evidence import add_evidence, change_evidence
from personas.listening.rows import ParsedRow
from personas.models import Evidence, EvidenceImport
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import run
from tests.experiments.visitors import let_visitors_answer
from tests.home.data_rights import scenes
from workspaces.models import AuditRecord, Invitation, Job, Workspace

QUOTE = "I redo every single quote after dinner, Ångström knows"
PERSON = "anna@example.org"
VISITOR = "visitor-anna-77"
FILE = f'quote,person\n"{QUOTE}",{PERSON}\nSomebody else said this,bo@example.org\n'.encode()
WORDS = (QUOTE, PERSON, VISITOR)


def somebody(cast: Cast) -> Experiment:
    """A workspace in which Anna has left her traces, and other people theirs."""
    access = cast.access
    batch = start_import(access=access, file_name=f"{PERSON}.csv", content=FILE)
    apply_import(access=access, batch=batch)
    row = ParsedRow(1, f"Ask {PERSON.upper()} about it", source="interview")
    evidence = add_evidence(access=access, row=row)
    change_evidence(access=access, evidence=evidence, changes={"link": f"https://x.test/{PERSON}"})
    make.make_evidence(cast.workspace, text="Nothing to do with her at all.")
    experiment = make.make_experiment(make.make_message(cast.workspace))
    run(experiment)
    let_visitors_answer(experiment, visitors=5, converted=[2, 3])
    first = Event.objects.filter(type="conversion").values_list("visitor", flat=True)[0]
    Event.objects.filter(visitor=first).update(visitor=VISITOR)
    body = {"visitor": VISITOR, "nested": [{"note": f"Mail {PERSON}, please"}]}
    QuarantinedEvent.objects.create(
        workspace=cast.workspace,
        received_at=experiment.created_at,
        code="odd",
        detail=f"Odd: {VISITOR}",
        body=body,
        fingerprint="a" * 64,
    )
    Invitation.objects.create(
        workspace=cast.workspace,
        email=PERSON,
        token_hash="b" * 64,
        expires_at=experiment.created_at,
    )
    make.make_offer(cast.workspace, name=PERSON)
    make.make_persona(cast.workspace, situation=f"As {PERSON} told us.", goals=[f"Like {PERSON}"])
    make.make_evidence(cast.other.workspace, text=QUOTE)
    return experiment


@pytest.fixture(autouse=True)
def _nothing_on_the_disk() -> None:
    """The disk is searched for words, and tests before may have left the same ones there."""
    shutil.rmtree(default_storage.path(""), ignore_errors=True)


def erase(cast: Cast, *terms: str) -> Job:
    search = request_search(access=cast.access, terms=terms)
    find_person(search.pk)
    search.refresh_from_db()
    assert search.state == Job.State.DONE, search.error
    job = request_erasure(access=cast.access, search=search)
    erase_person(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def dump() -> str:
    """Every row of every table as text, but for the workspace that has nothing to do with it."""
    other = Workspace.objects.get(slug="elsewhere").pk
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                values = dict(zip(names, row, strict=True))
                if values.get("workspace_id") != other:
                    told.append(f"{table}: {values}")
    return "\n".join(told)


def media() -> bytes:
    folder = Path(default_storage.path(""))
    return b"\n".join(
        str(path).encode() + b": " + path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    )


def results() -> list[Any]:
    return list(DailyCount.objects.order_by("pk").values("arm", "goal", "day", "n", "x", "sum"))


def test_it_works(cast: Cast) -> None:
    experiment = somebody(cast)
    scenes.export(cast.access)
    before = (results(), list(Look.objects.values("totals", "analysis")))
    everything = dump() + media().decode("latin-1")
    assert all(word in dump() for word in WORDS), "They are there to be erased."
    assert PERSON.encode() in media()
    assert everything
    job = erase(cast, PERSON, VISITOR)
    left = dump()
    for word in WORDS:
        assert word.casefold() not in left.casefold(), [
            line[:300] for line in left.splitlines() if word.casefold() in line.casefold()
        ]
        assert json.dumps(word)[1:-1].casefold() not in left.casefold()
        assert word.encode() not in media()
    recount(experiment=experiment)
    after = results()
    assert [row | {"n": row["n"]} for row in after] == before[0]
    assert list(Look.objects.values("totals", "analysis")) == before[1]
    told = job.result["report"]["erased"]
    assert (told["quotes"], told["visitors"], told["events"], told["files"]) == (2, 1, 2, 1)
    assert (told["invitations"], told["exports"]) == (1, 1)
    assert Evidence.objects.filter(workspace=cast.other.workspace, text=QUOTE).exists()
    assert Evidence.objects.for_workspace(cast.workspace).count() == 2, "Others stay."
    record = AuditRecord.objects.get(action="erased a person")
    assert record.after["erased"] == told
    assert Offer.objects.get(workspace=cast.workspace).name.startswith("[erased] ")


def test_one_visitor_stays_one_visitor(cast: Cast) -> None:
    somebody(cast)
    erase(cast, VISITOR)
    tokens = Event.objects.filter(visitor__startswith="erased-").values_list("visitor", flat=True)
    assert len(tokens) == 2
    assert len(set(tokens)) == 1
    assert QuarantinedEvent.objects.get().body["visitor"] == tokens[0]


def test_copy_that_quotes_them_is_shown_and_stays(cast: Cast) -> None:
    somebody(cast)
    quoted = Evidence.objects.get(workspace=cast.workspace, text=QUOTE)
    variant = make.make_live(make.make_message(cast.workspace), parts={"headline": f"“{QUOTE}”"})
    VariantSource.objects.create(
        workspace=cast.workspace, variant=variant, part="headline", sentence=QUOTE, evidence=quoted
    )
    stands = make.make_variant(variant.message, parts={"headline": "Dinner first"})
    VariantSource.objects.create(
        workspace=cast.workspace, variant=stands, part="headline", sentence="x", evidence=quoted
    )
    report = erase(cast, PERSON).result["report"]
    page = f"/w/tea/write/variants/{variant.pk}/"
    assert report["for_you_to_decide"] == [
        {"what": f"text {variant.pk}", "page": page, "state": "live"}
    ]
    (other,) = report["stood_on_their_words"]
    assert other["what"] == f"text {stands.pk}"
    variant.refresh_from_db()
    assert QUOTE in variant.parts["headline"], "What is live is never blank."
    assert not VariantSource.objects.filter(workspace=cast.workspace).exists()


def test_the_report_and_the_jobs_name_nobody(cast: Cast) -> None:
    somebody(cast)
    job = erase(cast, PERSON, VISITOR)
    report = Path(job.result_file.path).read_text(encoding="utf-8")
    assert PERSON not in report
    assert VISITOR not in report
    assert len(json.loads(report)["asked_for"]) == 2
    for each in Job.objects.for_workspace(cast.workspace).filter(kind__startswith="home."):
        assert each.arguments == {"needs": "manage"}


def test_begun_again_it_tells_the_same(cast: Cast) -> None:
    somebody(cast)
    job = erase(cast, PERSON)
    report = job.result["report"]
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, result={"report": report})
    erase_person(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["report"]) == (Job.State.DONE, report)
    assert AuditRecord.objects.filter(action="erased a person").count() == 1
    again = erase(cast, PERSON).result["report"]
    assert again["asked_for"] == report["asked_for"], "The same request is known again."
    assert set(again["erased"].values()) == {0}


def test_a_file_that_others_share_a_link_with_stays(cast: Cast) -> None:
    """Only what is theirs alone leads to more of them."""
    link = "https://reviews.test/all"
    make.make_evidence(cast.workspace, text=f"Ask {PERSON}", link=link)
    make.make_evidence(cast.workspace, text="Somebody else", link=link)
    start_import(
        access=cast.access, file_name="q.csv", content=f"quote,link\nThird words,{link}\n".encode()
    )
    job = erase(cast, PERSON)
    assert job.result["report"]["erased"]["files"] == 0
    assert EvidenceImport.objects.get().file


def test_a_file_that_nobody_has_read_yet_is_looked_through(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("personas.import_evidence.READ_AT_ONCE_BYTES", 0)
    theirs = start_import(access=cast.access, file_name="q.csv", content=FILE)
    other = start_import(access=cast.access, file_name="q.csv", content=b"quote\nNot a word\n")
    assert (theirs.state, theirs.rows_file.name) == (EvidenceImport.State.READING, "")
    job = erase(cast, PERSON)
    assert job.result["report"]["erased"]["files"] == 1
    for batch in (theirs, other):
        batch.refresh_from_db()
    assert (bool(theirs.file), bool(other.file)) == (False, True)


def test_an_export_under_way_is_stopped(cast: Cast) -> None:
    make.make_evidence(cast.workspace, text=f"Ask {PERSON}")
    export = Job.objects.create(
        workspace=cast.workspace, kind="messaging.export_workbook", state=Job.State.RUNNING
    )
    erase(cast, PERSON)
    export.refresh_from_db()
    assert export.state == Job.State.CANCELLED


def test_confirmed_once(cast: Cast) -> None:
    search = request_search(access=cast.access, terms=(PERSON,))
    with pytest.raises(NotWaitingError):
        request_erasure(access=cast.access, search=search)
    find_person(search.pk)
    request_erasure(access=cast.access, search=search)
    with pytest.raises(NotWaitingError):
        request_erasure(access=cast.access, search=search)
    assert Job.objects.filter(kind=ERASE).count() == 1


def test_searches_nobody_went_on_with_forget_whom_they_were_for(cast: Cast) -> None:
    search = request_search(access=cast.access, terms=(PERSON,))
    assert PERSON not in json.dumps(search.arguments)
    assert forget_old_searches() == 0
    Job.objects.update(created_at="2020-01-01T00:00Z")
    assert forget_old_searches() == 1
    search.refresh_from_db()
    assert search.arguments == {"needs": "manage"}


@pytest.mark.parametrize("text", ["", "  \n ", "an", "owner@example.org", "x" * 501, "abcd\n" * 1])
def test_terms_that_would_hit_others_are_refused(cast: Cast, text: str) -> None:
    if text == "abcd\n":
        assert parse_terms(cast.workspace, f" {text}abcd") == ("abcd",)
        return
    with pytest.raises(TermsRefusedError):
        parse_terms(cast.workspace, text)


def test_an_import_without_its_file_cannot_break_a_page(cast: Cast) -> None:
    somebody(cast)
    open_one = start_import(access=cast.access, file_name="q.csv", content=FILE)
    erase(cast, PERSON)
    client = cast.client(cast.owner)
    for batch in EvidenceImport.objects.for_workspace(cast.workspace):
        assert not batch.file
        for rest in ("", "columns/", "faults.csv"):
            answer = client.get(cast.url(f"listen/imports/{batch.pk}/{rest}"), follow=True)
            assert answer.status_code < 500
        answer = client.post(cast.url(f"listen/imports/{batch.pk}/undo/"), follow=True)
        assert answer.status_code < 500
    open_one.refresh_from_db()
    assert open_one.state == EvidenceImport.State.DISCARDED
