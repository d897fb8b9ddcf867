"""Ids of another workspace in bodies, queries, filters and batches: as if they were nobody's."""

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from experiments.delivery import registry as registry_module
from experiments.delivery.registry import registry
from messaging.models import Variant
from personas.models import Evidence, EvidenceLink
from tests.guards.addresses import addresses
from tests.guards.foreign_ids import (
    list_filters,
    names_in_forms,
    relations,
    serializer_classes,
)
from tests.guards.matrix_stage import JSON, NOWHERE, OWN, THEIRS, Stage, set_stage
from tests.guards.permissions_pages import PAGES
from tests.guards.tenancy import cross_workspace_rows
from workspaces.access import access_by_key
from workspaces.api.views import InWorkspace
from workspaces.models import ApiKey

ADDRESSES = {address.name: address for address in addresses()}
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    registry.forget()
    with django_db_blocker.unblock(), set_stage() as ready:
        yield ready
    registry.forget()


@pytest.fixture(autouse=True)
def _poll_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 3_600.0)


def bodies(names: dict[str, set[str]], stage: Stage) -> Iterator[tuple[str, str]]:
    """The same form twice: with rows of the other workspace, and with rows of nobody."""
    for kinds in ({name: min(kinds) for name, kinds in names.items()},):
        theirs = {name: stage.rows[THEIRS].get(kind, NOWHERE) for name, kind in kinds.items()}
        yield (
            "&".join(f"{name}={value}" for name, value in theirs.items()),
            "&".join(f"{name}={NOWHERE}" for name in theirs),
        )


CLOCK = re.compile(r"\b\d\d:\d\d\b|\bnow\b|\b(\d+|an?)\s(second|minute|hour)s? ago")


def plain(answer: Any, stage: Stage) -> str:
    """What an answer says, without ids: those asked for stand for each other, and so do those of
    rows made now, since PostgreSQL counts on when a row is taken back.
    """
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    here = {str(each) for rows in stage.rows.values() for each in rows.values()} | {str(NOWHERE)}
    led_to = answer.headers.get("Location", "")
    text += re.sub(r"\d{6,}", lambda id: id[0] if id[0] in here else "a new row", led_to)
    text = re.sub(r"whsec_[\w-]+|pk_[\w-]{6,}", "a new secret", text)
    text = CLOCK.sub("a time", text)  # the next answer is of the next second
    asked = {str(each) for each in stage.rows[THEIRS].values() if len(str(each)) > 5}
    for value in sorted(asked | {str(NOWHERE)}, key=len, reverse=True):  # 107001 is in 1107001
        text = text.replace(value, "*")
    return "\n".join(line for line in text.splitlines() if "csrf" not in line)


def _unsaid(text: str, said: str) -> str:
    """``text`` without the query it repeats in its links, and without the time of a signature."""
    for each in said.split("&"):
        text = text.replace(each, f"{each.partition('=')[0]}=*")
    return re.sub(r"([?&]gone=)[\w%.:-]+", r"\1*", text)


def test_every_relation_of_a_serializer_stays_in_its_workspace() -> None:
    """A field that takes rows takes them from ``InWorkspace``, which looks in one workspace."""
    found = [
        (serializer.__name__, name, field)
        for serializer in serializer_classes()
        for name, field, _ in relations(serializer())
    ]
    assert len(found) > 15
    open_to_all = [each[:2] for each in found if type(each[2]) is not InWorkspace]
    assert open_to_all == []


def test_an_id_from_elsewhere_in_a_body_is_as_one_of_nobody(stage: Stage) -> None:
    key = ApiKey.objects.filter(workspace__slug=OWN, kind="secret", revoked_at=None)[0]
    request = SimpleNamespace(auth=access_by_key(key))
    tried = 0
    for serializer in serializer_classes():
        for name, field, is_list in relations(serializer()):
            theirs = stage.rows[THEIRS][field.queryset.model._meta.model_name]
            told = []
            for value in (theirs, NOWHERE):
                given = {name: [value] if is_list else value}
                asked = serializer(data=given, context={"request": request}, partial=True)
                assert not asked.is_valid(), f"{serializer.__name__}.{name} takes another's row"
                told.append(json.dumps(asked.errors[name]).replace(str(value), "*"))
            assert told[0] == told[1], f"{serializer.__name__}.{name}"
            assert "does not exist" in told[0], f"{serializer.__name__}.{name}: {told[0]}"
            tried += 1
    assert tried > 15


def test_an_id_from_elsewhere_in_a_filter_finds_nothing(stage: Stage) -> None:
    caller = stage.caller("all scopes")  # what is open to outsiders is not for reading keys
    filters = list(list_filters())
    assert len(filters) > 12
    for address, name, model in filters:
        theirs = stage.rows[THEIRS][model._meta.model_name or ""]
        path = ADDRESSES[address].path("")
        answers = [
            caller.ask("GET", f"{path}?{name}={value}&ordering={name}")
            for value in (theirs, NOWHERE)
        ]
        assert [answer.status_code for answer in answers] == [200, 200], (path, name)
        assert answers[0].content == answers[1].content, (path, name)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if "POST" in row.methods])
def test_an_id_from_elsewhere_in_a_form_is_as_one_of_nobody(stage: Stage, name: str) -> None:
    """Every name under which any form takes a row, sent to every page at once."""
    _same_with_both(stage, name, "POST")


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if "GET" in row.methods])
def test_an_id_from_elsewhere_in_a_query_is_as_one_of_nobody(stage: Stage, name: str) -> None:
    _same_with_both(stage, name, "GET")


def _same_with_both(stage: Stage, name: str, method: str) -> None:
    caller, row = stage.caller("owner"), PAGES[name]
    path = ADDRESSES[name].path(OWN, row.fill, other=stage.rows[OWN].get(row.of, NOWHERE))
    for pair in bodies(names_in_forms(), stage):
        heard = []
        for said in pair:
            with transaction.atomic():
                if method == "POST":
                    answer = caller.ask("POST", path, said.encode())
                else:
                    answer = caller.ask("GET", f"{path}?{said}")
                assert cross_workspace_rows() == []
                text = _unsaid(plain(answer, stage), said)
                heard.append((answer.status_code, len(caller.written), text))
                transaction.set_rollback(True)
        assert heard[0][:2] == heard[1][:2], path
        assert list(unified_diff(*(text.splitlines() for *_, text in heard), n=0)) == [], path
        assert heard[0][0] < 500, path


def test_no_batch_reaches_into_another_workspace(stage: Stage) -> None:
    """One own row, one of elsewhere: the other stays as it was, and nothing joins the two."""
    ours, theirs = stage.rows[OWN], stage.rows[THEIRS]
    caller = stage.caller("owner")
    batches = [
        ("listen/attach/", f"evidence={theirs['evidence']}&pain={ours['painpoint']}"),
        ("listen/attach/", f"evidence={ours['evidence']}&pain={theirs['painpoint']}"),
        ("listen/suggestions/confirm/", f"link={theirs['evidencelink']}"),
        (f"listen/suggestions/{ours['evidence']}/", f"confirm={theirs['evidencelink']}"),
        ("write/approvals/", f"variant={theirs['variant']}"),
        ("settings/people/hand-over/", f"member={theirs['membership']}"),
    ]
    before = _state_of_theirs()
    for path, said in batches:
        with transaction.atomic():
            answer = caller.ask("POST", f"/w/{OWN}/{path}", said.encode())
            assert answer.status_code < 500, path
            assert cross_workspace_rows() == [], path
            assert _state_of_theirs() == before, path
            transaction.set_rollback(True)


def _state_of_theirs() -> list[Any]:
    """What a batch could have changed over there."""
    rows: list[Any] = []
    for model, fields in ((Variant, ["pk", "state"]), (EvidenceLink, ["pk", "state", "pain"])):
        found = model.objects.filter(workspace__slug=THEIRS).order_by("pk")
        rows += list(found.values_list(*fields))
    return [*rows, Evidence.objects.filter(workspace__slug=THEIRS).count()]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/evidence/import/", "persona"),
        ("/api/v1/evidence/suggest/", "persona"),
        ("/api/v1/exports/", "placement"),
        ("/api/v1/evidence-links/", "evidence"),
        ("/api/v1/lens/", "pain"),
    ],
)
def test_a_call_that_names_a_row_of_elsewhere_is_refused(
    stage: Stage, path: str, name: str
) -> None:
    caller = stage.caller("all scopes")
    heard = []
    for value in (stage.rows[THEIRS].get(name, NOWHERE), NOWHERE):
        body: dict[str, Any] = {name: value, "rows": [{"text": "A quote."}], "text": "A text."}
        body |= {"placements": [value], "pain": value if name != "evidence" else None}
        with transaction.atomic():
            answer: Any = caller.ask("POST", path, json.dumps(body).encode(), JSON)
            heard.append((answer.status_code, plain(answer, stage)))
            transaction.set_rollback(True)
        assert caller.written == []
    assert heard[0] == heard[1]
    assert heard[0][0] in (400, 404)


def test_delivery_knows_no_key_of_another_workspace(stage: Stage) -> None:
    """Neither a placement, nor a variant to preview, nor an arm somebody claims to have."""
    ours, theirs = stage.rows[OWN]["placement key"], stage.rows[THEIRS]["placement key"]
    caller = stage.caller("all scopes")
    other = Variant.objects.get(pk=stage.rows[THEIRS]["variant"]).key
    body = json.dumps({"visitor": "v", "placements": [ours, theirs, "none"]}).encode()
    many: Any = caller.ask("POST", "/api/v1/copy", body, JSON)
    assert list(json.loads(many.content)["copy"]) == [ours]
    assert json.loads(many.content)["missing"] == {theirs: "not_found", "none": "not_found"}
    for path in (f"{theirs}?visitor=v", f"{ours}?preview={other}", f"{theirs}?preview={other}"):
        assert caller.ask("GET", f"/api/v1/copy/{path}").status_code == 404, path
    plainly: Any = caller.ask("GET", f"/api/v1/copy/{ours}?visitor=v")
    claimed: Any = caller.ask("GET", f"/api/v1/copy/{ours}?visitor=v&assigned={other}")
    assert plainly.content == claimed.content


def test_events_of_another_workspaces_experiment_are_not_counted(stage: Stage) -> None:
    from experiments.models import Event, Experiment

    experiment = Experiment.objects.get(pk=stage.rows[THEIRS]["experiment"])
    event = {
        "id": "8d6d4a3e-6d0e-4a48-9f0c-9f6f1c0d3a11",
        "type": "exposure",
        "visitor": "v",
        "experiment": experiment.key,
        "arm": experiment.arms.all()[0].variant.key,
    }
    with transaction.atomic():
        answer: Any = stage.caller("publishable").ask(
            "POST", "/api/v1/events", json.dumps({"events": [event]}).encode(), JSON
        )
        assert json.loads(answer.content)["rejected"] == 1
        assert not Event.objects.filter(experiment=experiment).exists()
        transaction.set_rollback(True)
