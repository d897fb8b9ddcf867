"""A workspace goes from one site to another, and is the same there."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.utils import timezone

from experiments.delivery.compile import compile_snapshot
from experiments.delivery.evaluator import Context, evaluate
from experiments.delivery.snapshot import Snapshot
from experiments.lifecycle import resume_experiment
from experiments.looks import recount_and_look
from experiments.models import DailyCount, Event, Experiment
from home.data_rights.bring_workspace import keep_upload, request_bring
from home.data_rights.constants import KEEP_UPLOAD_HOURS
from home.data_rights.portable import brought
from home.data_rights.row_plan import target_of
from messaging.models import Message
from personas.models import Evidence, EvidenceImport
from tests import make
from tests.conftest import Cast
from tests.guards.tenancy import cross_workspace_rows
from tests.home.data_rights import scenes
from workspaces.access import system_access
from workspaces.deleting import delete_due_workspaces
from workspaces.models import AuditRecord, Membership, Workspace


def logical(content: bytes) -> dict[str, Any]:
    """The rows of an export with numbers as places in their file, so that two can be compared."""
    rows = scenes.rows(content)
    places = {
        label: {row["#"]: place for place, row in enumerate(found)} for label, found in rows.items()
    }
    told: dict[str, Any] = {}
    for portable in brought():
        keys = {
            column.name: places[target.label]
            for column in [*portable.fields(), *portable.several()]
            if (target := target_of(column)) is not None
        }
        told[portable.label] = [_told(row, keys, places) for row in rows[portable.label]]
    return told


def _told(row: dict[str, Any], keys: dict[str, dict[int, int]], places: Any) -> dict[str, Any]:
    told = {}
    for name, value in row.items():
        if name in keys and isinstance(value, list):
            told[name] = sorted(keys[name][number] for number in value)  # in no order
        elif name in keys and value is not None:
            told[name] = keys[name][value]
        elif name == "row_id":
            told[name] = places[row["model"]][value]
        elif name == "file":
            told[name] = bool(value)
        elif name != "#":
            told[name] = value
    return told


def test_it_works(cast: Cast) -> None:
    scenes.full_workspace(cast)
    make.make_persona(cast.other.workspace)  # so that numbers here and there differ
    content = scenes.zip_of(scenes.export(cast.access))
    job = scenes.bring(cast.owner, content, name="Tea, the second")
    assert job.state == "done", job.error
    workspace = job.workspace
    assert (workspace.name, workspace.archived_at) == ("Tea, the second", None)
    again = scenes.zip_of(scenes.export(system_access(workspace)))
    before, after = logical(content), logical(again)
    for label in before:
        assert after[label] == before[label], label
    assert cross_workspace_rows() == []
    batch = EvidenceImport.objects.for_workspace(workspace).get(state="applied")
    assert batch.file.read() == scenes.CSV
    assert Membership.objects.get(workspace=workspace).user == cast.owner
    records = AuditRecord.objects.for_workspace(workspace).values_list("action", flat=True)
    assert list(records.order_by("pk")) == ["created", "queued", "brought from elsewhere", "queued"]
    home = cast.client(cast.owner).get(f"/w/{workspace.slug}/")
    assert home.status_code == 200


def counts(workspace: Workspace) -> list[Any]:
    rows = DailyCount.objects.filter(workspace=workspace)
    return sorted(
        rows.values_list("arm__position", "phase__number", "goal__key", "day", "n", "x", "sum"),
        key=str,
    )


def test_counts_come_out_the_same_when_rebuilt(cast: Cast) -> None:
    scenes.full_workspace(cast)
    workspace = scenes.bring(cast.owner, scenes.zip_of(scenes.export(cast.access))).workspace
    there = counts(workspace)
    assert there == counts(cast.workspace)
    assert sum(row[4] for row in there) == 12
    DailyCount.objects.filter(workspace=workspace).delete()
    recount_and_look(
        experiment=Experiment.objects.get(workspace=workspace, started_at__isnull=False)
    )
    assert counts(workspace) == there


def test_visitors_get_the_same_wording(cast: Cast) -> None:
    experiment = scenes.full_workspace(cast)
    workspace = scenes.bring(cast.owner, scenes.zip_of(scenes.export(cast.access))).workspace
    resume_experiment(access=cast.access, experiment=experiment)
    copy = Experiment.objects.get(workspace=workspace, started_at__isnull=False)
    resume_experiment(access=system_access(workspace), experiment=copy)
    shown = [
        [_arm(compile_snapshot(workspace_id=pk, version=1), n) for n in range(200)]
        for pk in (cast.workspace.pk, workspace.pk)
    ]
    assert shown[0] == shown[1]
    assert len(set(shown[0])) == 2


def _arm(snapshot: Snapshot, number: int) -> str:
    context = Context(visitor=f"v{number}")
    return evaluate(snapshot, "site-hero", context, timezone.now()).variant


def test_a_running_test_stands_still_and_a_planned_start_is_taken_away(cast: Cast) -> None:
    experiment = scenes.full_workspace(cast)
    resume_experiment(access=cast.access, experiment=experiment)
    planned = make.make_experiment(make.make_message(cast.workspace))
    Experiment.objects.filter(pk=planned.pk).update(starts_at=experiment.started_at)
    job = scenes.bring(cast.owner, scenes.zip_of(scenes.export(cast.access)))
    assert (job.result["paused"], job.result["undated"]) == (1, 1)
    states = Experiment.objects.filter(workspace=job.workspace).order_by("pk")
    assert list(states.values_list("state", "starts_at")) == [
        ("paused", None),
        ("draft", None),
        ("draft", None),
    ]
    experiment.refresh_from_db()
    assert experiment.state == "running", "The one here goes on."


def test_people_are_not_guessed(cast: Cast) -> None:
    """Only whoever brings the file is known by their address; others stay out of it."""
    scenes.full_workspace(cast)
    content = scenes.zip_of(scenes.export(cast.access))
    job = scenes.bring(cast.outsider, content)
    assert job.state == "done", job.error
    assert set(
        EvidenceImport.objects.for_workspace(job.workspace).values_list("created_by", flat=True)
    ) == {None}
    assert Membership.objects.get(workspace=job.workspace).user == cast.outsider


def test_a_second_press_brings_it_once(cast: Cast) -> None:
    content = scenes.zip_of(scenes.export(cast.access))
    token = keep_upload(user=cast.owner, upload=SimpleUploadedFile("w.zip", content))
    many = Workspace.objects.count()
    first = request_bring(user=cast.owner, token=token, name="Tea, the second")
    assert request_bring(user=cast.owner, token=token, name="Tea, the second") == first
    assert Workspace.objects.count() == many + 1


def test_what_breaks_off_for_good_leaves_no_workspace_behind(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody belongs to a workspace that was never opened, so nobody else could delete it."""
    make.make_evidence(cast.workspace, text="Sundays are hard.")
    content = scenes.zip_of(scenes.export(cast.access))

    def fail(_: Workspace) -> None:
        raise RuntimeError

    monkeypatch.setattr("home.data_rights.bring_workspace._check_whole", fail)
    job = scenes.bring(cast.owner, content)
    assert job.state == "failed"
    assert Evidence.objects.for_workspace(job.workspace).exists()
    later = timezone.now() + timedelta(hours=KEEP_UPLOAD_HOURS, minutes=1)
    monkeypatch.setattr("workspaces.deleting.timezone.now", lambda: later)
    assert delete_due_workspaces() == 1
    assert not Workspace.objects.filter(pk=job.workspace_id).exists()


def test_twice_is_two_workspaces(cast: Cast) -> None:
    scenes.full_workspace(cast)
    content = scenes.zip_of(scenes.export(cast.access))
    first, second = (scenes.bring(cast.owner, content, name="Same") for _ in range(2))
    assert first.workspace != second.workspace
    assert first.workspace.slug != second.workspace.slug
    assert Message.objects.for_workspace(first.workspace).count() == 7
    assert Event.objects.filter(workspace=cast.workspace).count() == 19
    assert json.dumps(first.result["rows"]) == json.dumps(second.result["rows"])
    assert Event.objects.aggregate(last=Max("pk"))["last"] >= 57
