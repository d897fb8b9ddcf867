"""Text that would like to be a program stays text, on every page that shows it."""

from collections.abc import Callable

from django.db.models import CharField, Model, TextField
from playwright.sync_api import Dialog, Page
from pytest_django.live_server_helper import LiveServer

from home.load_brand import load_sample
from tests import make
from tests.conftest import Cast
from tests.guards.addresses import pages_of_workspaces
from tests.guards.tenancy import workspace_models

HOSTILE = (
    "<script>alert(1)</script>"
    '"><img src=x onerror=alert(2)>'
    "'-alert(3)-' {{7*7}} ${alert(4)} </textarea></title><svg onload=alert(5)>"
)
SHORTER = '"><svg onload=alert(6)>'
KEPT = {"key", "slug", "language", "time_zone", "hash", "prefix", "token", "fingerprint", "kind"}
"""Texts that no person types freely; all with choices stay too."""


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
            room = field.max_length or len(HOSTILE)
            text = HOSTILE if room >= len(HOSTILE) else SHORTER
            if room >= len(text):
                row._meta.model._base_manager.filter(pk=row.pk).update(**{field.name: text})
                filled += 1
    return filled


def test_no_stored_text_runs(
    cast: Cast, signed_in: Page, visit: Callable[[str], Page], live_server: LiveServer
) -> None:
    load_sample(access=cast.access)
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain)
    message = make.make_message(cast.workspace)
    make.make_experiment(message, make.make_goal(cast.workspace))
    make.make_variant(message, state="submitted", parts={"headline": HOSTILE, "subline": HOSTILE})
    firsts: list[Model] = [cast.workspace]
    for model in workspace_models():
        firsts += list(model._default_manager.filter(workspace=cast.workspace).order_by("-pk")[:2])
    assert make_hostile(firsts) > 30

    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    signed_in.on("dialog", refuse)
    newest = {type(row).__name__: row.pk for row in reversed(firsts)}
    seen = 0
    for address in pages_of_workspaces():
        ids = {"": 0} if not address.blanks else newest
        for pk in dict.fromkeys(ids.values()):
            path = address.path(cast.workspace.slug, other=pk)
            answer = signed_in.request.get(live_server.url + path, max_redirects=0)
            if answer.status == 200 and "text/html" in answer.headers.get("content-type", ""):
                visit(path)
                assert not signed_in.locator("svg[onload], img[onerror]").count(), path
                seen += 1
                break
    assert seen > 25
    assert dialogs == []
