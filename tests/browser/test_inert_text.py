"""Text that would like to be a program stays text, on every page that shows it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.db.models import CharField, Model, TextField
from django.http import HttpResponse
from playwright.sync_api import Dialog, Page, Route
from pytest_django.live_server_helper import LiveServer

from experiments.models import ResultReport
from home.load_brand import load_sample
from messaging.models import (
    BroughtIn,
    BroughtText,
    Review,
    ReviewItem,
    ShareLink,
    SheetImport,
    SheetImportRow,
)
from tests import make
from tests.conftest import Cast
from tests.guards.addresses import pages_of_workspaces
from tests.guards.permissions_pages import PAGES
from tests.guards.permissions_table import VIEW, Row
from tests.guards.tenancy import workspace_models
from tests.listening_rows import fill_listening
from workspaces.keys import create_key
from workspaces.models import AuditRecord, Job

HOSTILE = (
    "<script>alert(1)</script>"
    '"><img src=x onerror=alert(2)>'
    "'-alert(3)-' {{7*7}} ${alert(4)} </textarea></title><svg onload=alert(5)>"
)
SHORTER = '"><svg onload=alert(6)>'
KEPT = {
    *("key", "slug", "language", "time_zone", "hash", "prefix", "token", "fingerprint", "kind"),
    *("table", "platform", "where", "unit", "file_format"),
}
"""Texts that no person types freely; all with choices stay too."""

NOT_DECLARED = Row({"GET": VIEW})
IDS_TRIED = 4


def make_hostile(rows: "list[Model]") -> int:
    """Put hostile text into every free text field; how many were filled."""
    filled = 0
    for row in rows:
        for field in row._meta.concrete_fields:
            is_text = type(field) in (CharField, TextField)
            if not is_text or field.choices or field.unique or field.name in KEPT:
                continue
            if "hash" in field.name or field.name in ("channel", "framework", "state", "source"):
                continue
            end = str(row.pk)  # since names may have to differ
            room = field.max_length or len(HOSTILE + end)
            text = (HOSTILE if room >= len(HOSTILE + end) else SHORTER) + end
            if room >= len(text):
                row._meta.model._base_manager.filter(pk=row.pk).update(**{field.name: text})
                filled += 1
    return filled


def hostile_rows(cast: Cast) -> list[Model]:
    """The sample brand and one of everything else, with hostile text in all they say."""
    load_sample(access=cast.access)
    fill_listening(cast.workspace)
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain)
    message = make.make_message(cast.workspace)
    make.make_experiment(message, make.make_goal(cast.workspace))
    make.make_variant(message, state="submitted", parts={"headline": HOSTILE, "subline": HOSTILE})
    create_key(access=cast.access, name="a", kind="secret")
    Job.objects.create(workspace=cast.workspace, kind="a.b", result={"title": HOSTILE})
    rows: list[Model] = [cast.workspace]
    for model in workspace_models():
        if model is not AuditRecord:  # which nobody may change
            found = model._default_manager.filter(workspace=cast.workspace)
            rows += list(found.order_by("-pk")[:2])
    said = {"actor": HOSTILE, "action": SHORTER, "target_type": SHORTER, "target_label": HOSTILE}
    AuditRecord.objects.create(
        workspace=cast.workspace, before={HOSTILE: HOSTILE}, after={HOSTILE: SHORTER}, **said
    )
    assert make_hostile(rows) > 30
    make_files_hostile(cast)
    return rows


def make_files_hostile(cast: Cast) -> None:
    """What files from outside say, where it lies in JSON; each waits for somebody to look."""
    said = {"headline": HOSTILE}
    fault = {"code": "limit", "text": HOSTILE, "blocks": False, "part": SHORTER, "index": None}
    here = {"workspace": cast.workspace}
    SheetImport.objects.filter(**here).update(state="open", notes=[HOSTILE])
    SheetImportRow.objects.filter(**here).update(parts=said, faults=[fault])
    BroughtIn.objects.filter(**here).update(state="open", mapping={"said": HOSTILE})
    BroughtText.objects.filter(**here).update(parts=said, faults=[HOSTILE])
    ReviewItem.objects.filter(**here).update(parts=said)
    header = {"header": [HOSTILE], "samples": [[HOSTILE]]}
    ResultReport.objects.filter(**here).update(mapping=header)


def pages(cast: Cast, rows: list[Model]) -> Iterator[tuple[str, HttpResponse]]:
    """Every page of the workspace that can be shown, as the site answers it."""
    client = cast.client(cast.owner)
    newest = {type(row)._meta.model_name: row.pk for row in reversed(rows)}
    for address in pages_of_workspaces():
        declared = PAGES.get(address.name, NOT_DECLARED)
        if not declared.permission("GET"):
            continue
        # An id of the kind of row that the address is about is most likely shown.
        ids = sorted(newest, key=lambda kind: kind != declared.of) if address.blanks else [""]
        for pk in dict.fromkeys(newest.get(kind, 0) for kind in ids[:IDS_TRIED]):
            path = address.path(cast.workspace.slug, declared.fill, other=pk)
            answer = client.get(path)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                yield path, answer
                break
    for link in (*ShareLink.objects.all(), *Review.objects.all()):
        path = f"/{'shared' if isinstance(link, ShareLink) else 'review'}/{link.token}/"
        answer = client.get(path)
        assert answer.status_code == 200, path
        yield path, answer


def serve(page: Page, answers: dict[str, HttpResponse]) -> None:
    """Give the browser these answers and our scripts, and nothing to draw: it is quick so."""

    def give(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in answers:
            answer = answers[path]
            route.fulfill(body=answer.content, headers=dict(answer.items()))
        elif path.endswith(".js"):
            found = finders.find(path.replace("/c/", "/static/js/").removeprefix("/static/"))
            route.fulfill(path=found, content_type="text/javascript")
        else:
            kind = "text/css" if "stylesheet" in route.request.resource_type else "image/svg+xml"
            route.fulfill(body="", content_type=kind)

    page.route("**/*", give)


def test_no_stored_text_runs(cast: Cast, page: Page, live_server: LiveServer) -> None:
    """What the site answers is opened with its scripts and its policy, and nothing happens."""
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    answers = dict(pages(cast, hostile_rows(cast)))
    assert len(answers) > 55
    of_share = ("share/sheets/", "share/bring/", "share/results/", "share/reviews/", "share/links/")
    for start in map(cast.url, of_share):
        shown = [path for path in answers if path.startswith(start) and path != start]
        assert any(b"alert(" in answers[path].content for path in shown), start
    with_text = [path for path, answer in answers.items() if b"alert(" in answer.content]
    assert len(with_text) > 20
    serve(page, answers)
    for path in answers:
        page.goto(live_server.url + path)
        # Made by hostile text only if it became more than text.
        made = page.locator("svg[onload], img[onerror], script:not([src])").count()
        assert not made, path
    assert dialogs == []


def test_hostile_text_that_is_let_through_is_noticed(page: Page, live_server: LiveServer) -> None:
    """The test above could see it: the same text, unescaped and without the policy."""
    answers = {"/": HttpResponse(f"<!doctype html><p>{HOSTILE}</p>")}
    serve(page, answers)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(live_server.url + "/")
    assert page.locator("svg[onload]").count() == 1
    assert "1" in dialogs
