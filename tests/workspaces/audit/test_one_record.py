"""One change, one record, whatever follows from it; and by which way it came."""

import ast
from pathlib import Path

import pytest

from experiments.lifecycle import start_experiment
from experiments.rollout import decide_experiment, roll_back
from home.load_brand import load_sample
from messaging.placing import create_placement
from tests import make
from tests.conftest import Cast
from workspaces.access import WAYS
from workspaces.changes import change_row, one_record, record
from workspaces.job_run import JobRun
from workspaces.jobs import enqueue
from workspaces.models import AuditRecord, Job

ROOT = Path(__file__).resolve().parents[3]
APPS = ("workspaces", "personas", "messaging", "experiments", "home")


def written(cast: Cast, since: int = 0) -> list[AuditRecord]:
    rows = AuditRecord.objects.for_workspace(cast.workspace).filter(pk__gt=since)
    return list(rows.order_by("pk"))


def newest(cast: Cast) -> int:
    return written(cast)[-1].pk


def test_it_works(cast: Cast) -> None:
    since = newest(cast)
    create_placement(access=cast.access, key="hero", name="Hero", channel="web_hero")
    (row,) = written(cast, since)
    assert (row.action, row.target_type, row.target_label) == ("created", "placement", "Hero")
    assert [part["type"] for part in row.after["along"]] == ["message"]


def test_a_decision_and_what_goes_live_are_one(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    experiment = make.make_experiment(message)
    start_experiment(access=cast.access, experiment=experiment)
    winner = experiment.arms.get(position=1).variant
    before = message.live_variant_id
    since = newest(cast)
    decide_experiment(access=cast.access, experiment=experiment, winner=winner, reason="Better.")
    (decided,) = written(cast, since)
    assert decided.before == {"state": "running", "live_variant": before}
    assert decided.after["live_variant"] == winner.pk
    roll_back(access=cast.access, experiment=experiment, reason="Not so.")
    (back,) = written(cast, decided.pk)
    assert (back.action, back.after["live_variant"]) == ("rolled back", before)


def test_what_is_much_is_counted(cast: Cast) -> None:
    since = newest(cast)
    load_sample(access=cast.access)
    (row,) = written(cast, since)
    assert row.action == "sample loaded"
    assert row.after["counts"]["placement created"] == 4
    assert len(row.after["ids"]["placement"]) >= 4


def test_nothing_inside_is_no_record(cast: Cast) -> None:
    since = newest(cast)
    persona = make.make_persona(cast.workspace, name="Ann")
    with one_record(access=cast.access, action="changed", target=persona):
        change_row(access=cast.access, instance=persona, changes={"name": "Ann"})
    assert written(cast, since) == []


def test_what_fails_is_not_told(cast: Cast) -> None:
    since = newest(cast)
    persona = make.make_persona(cast.workspace, name="Ann")
    with (
        pytest.raises(ZeroDivisionError),
        one_record(access=cast.access, action="changed", target=persona),
    ):
        change_row(access=cast.access, instance=persona, changes={"name": "Beth"})
        _ = 1 / 0
    persona.refresh_from_db()
    assert persona.name == "Ann"
    assert written(cast, since) == []
    record(access=cast.access, action="later", target=persona)
    assert [row.action for row in written(cast, since)] == ["later"]


def test_another_workspace_has_its_own_record(cast: Cast) -> None:
    ours, theirs = make.make_persona(cast.workspace), make.make_persona(cast.other.workspace)
    with one_record(access=cast.access, action="changed", target=ours):
        record(access=cast.access, action="changed", target=ours)
        record(access=cast.other, action="changed", target=theirs)
    assert AuditRecord.objects.get(target_id=str(theirs.pk), action="changed").workspace == (
        cast.other.workspace
    )
    assert "along" not in written(cast)[-1].after


def test_a_job_acts_for_whoever_asked(cast: Cast) -> None:
    job = enqueue(access=cast.access_of(cast.editor), kind="test")
    access = JobRun(job).access
    assert (access.actor_name, access.via, access.user) == (
        "job for editor@example.org",
        "job",
        cast.editor,
    )


def test_a_job_that_a_key_asked_for_names_the_key(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    cast.api().post("/api/v1/exports/", {"which": "approved"}, format="json")
    access = JobRun(Job.objects.get(workspace=cast.workspace)).access
    assert access.actor_name.startswith("job for key test (sk_")
    assert access.address == "127.0.0.1"


def test_every_access_says_by_which_way_it_came() -> None:
    """An Access that is made without ``via`` would leave records from nowhere."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Access"
        and "via" not in {keyword.arg for keyword in node.keywords}
    ]
    assert silent == []
    assert len(WAYS) == len(set(WAYS)) == 9
