"""Each event is announced where it happens, once, and in the shape the documentation gives."""

import json
from typing import Any

import pytest
from django.utils import timezone

from experiments.announcing import announce_reading
from experiments.lifecycle import start_experiment
from experiments.models import Experiment, Look
from experiments.rollout import decide_experiment, roll_back
from messaging.approval import approve_variant
from messaging.models import Variant
from messaging.publishing import set_live
from personas.import_apply import apply_import
from personas.import_evidence import start_import
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from workspaces.jobs import JobFailed, JobRun, enqueue, run_job
from workspaces.models import Job, Webhook, WebhookDelivery
from workspaces.webhook_events import EVENT_KINDS


@pytest.fixture(autouse=True)
def listening(cast: Cast) -> None:
    """Somebody in each workspace wants to know everything."""
    for workspace in (cast.workspace, cast.other.workspace):
        Webhook.objects.create(
            workspace=workspace, url="https://hooks.example.org/", events=list(EVENT_KINDS)
        )


def told(cast: Cast) -> dict[str, Any]:
    """What waits for the cast's webhook, by event; the other workspace is told nothing."""
    rows = list(WebhookDelivery.objects.all())
    assert {row.workspace for row in rows} <= {cast.workspace}
    found = {row.event: json.loads(row.body)["data"] for row in rows}
    assert len(found) == len(rows), "each once"
    for event, data in found.items():
        assert set(data) == set(EVENT_KINDS[event].example), "as documented"
    return found


def test_it_works(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message, state=Variant.State.SUBMITTED)
    approve_variant(access=cast.access, variant=variant)
    set_live(access=cast.access, message=message, variant=variant)
    set_live(access=cast.access, message=message, variant=variant)  # changes nothing
    about = {"id": variant.pk, "key": variant.key}
    place = {"message": message.pk, "placement": message.placement.key}
    assert told(cast) == {
        "variant.approved": {"variant": about, **place},
        "variant.published": {"variant": about, "previous_variant": None, **place},
    }


def test_a_test_from_start_to_rollback(cast: Cast) -> None:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    start_experiment(access=cast.access, experiment=experiment, coverage=0.5)
    rival = experiment.arms.get(position=1).variant
    decide_experiment(access=cast.access, experiment=experiment, winner=rival, reason="a hunch")
    WebhookDelivery.objects.filter(event="variant.published").delete()
    roll_back(access=cast.access, experiment=experiment)
    WebhookDelivery.objects.filter(event="variant.published").delete()
    about = {"id": experiment.pk, "key": experiment.key}
    experiment.refresh_from_db()
    assert told(cast) == {
        "experiment.started": {"experiment": about, "coverage": 0.5},
        "experiment.decided": {
            "experiment": about,
            "winner": {"id": rival.pk, "key": rival.key},
        },
        "experiment.rolled_back": {
            "experiment": about,
            "live_variant": experiment.previous_live_id,
        },
    }


def test_a_verdict_is_told_when_it_is_reached_and_not_again(cast: Cast) -> None:
    experiment = make.make_experiment(make.make_message(cast.workspace))

    def look(verdict: str, winner: int | None) -> Look:
        return Look.objects.create(
            workspace=cast.workspace,
            experiment=experiment,
            taken_at=timezone.now(),
            totals={},
            analysis={
                "verdict": verdict,
                "winner": winner,
                "sentence": "So it is.",
                "line": {"visitors": 10},
            },
            carried={},
        )

    first, second, third = look("keep_going", None), look("winner", 1), look("winner", 1)
    announce_reading(experiment, first, None)
    assert told(cast) == {}
    announce_reading(experiment, second, first)
    announce_reading(experiment, third, second)
    arm = Experiment.objects.get(pk=experiment.pk).arms.get(position=1)
    [data] = told(cast).values()
    assert (data["verdict"], data["arm"]) == ("winner", arm.key)


def test_a_wrong_split_is_told_with_what_speaks_for_it(cast: Cast) -> None:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    start_experiment(access=cast.access, experiment=experiment)
    WebhookDelivery.objects.all().delete()
    assert let_visitors_answer(experiment, visitors=[900, 500], converted=[9, 5])
    found = told(cast)
    assert found["experiment.verdict"]["verdict"] == "broken"
    broken = found["experiment.broken"]
    assert broken["evidence"] >= 100
    assert [row["visitors"] for row in broken["split"]] == [900, 500]
    assert [row["expected"] for row in broken["split"]] == [700, 700]
    assert "lost" in broken["causes"]


def test_an_import(cast: Cast) -> None:
    batch = start_import(
        access=cast.access, file_name="quotes.csv", content=b"text\nI lost my Sunday to receipts.\n"
    )
    apply_import(access=cast.access, batch=batch)
    apply_import(access=cast.access, batch=batch)
    assert told(cast) == {"import.applied": {"import": batch.pk, "rows": 1}}


def fail(run: JobRun) -> None:
    raise JobFailed("The disk is full.")


def test_a_failed_job(cast: Cast) -> None:
    job = enqueue(access=cast.access, kind="tests.fail")
    run_job(job.pk, fail)
    run_job(job.pk, fail)
    about = {"job": job.pk, "kind": "tests.fail", "error": "The disk is full."}
    assert told(cast) == {"job.failed": about}


def test_a_job_that_was_cut_short_too_often(cast: Cast) -> None:
    job = enqueue(access=cast.access, kind="tests.fail")
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, attempt=3, lease_until=timezone.now()
    )
    run_job(job.pk, fail)
    run_job(job.pk, fail)
    assert "cut short" in told(cast)["job.failed"]["error"]
