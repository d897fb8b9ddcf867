"""What the page of one test says, in every kind of test, and what can be taken away from it."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from experiments.models import Experiment, ExperimentGoal, Goal, Look
from experiments.results import results_of
from experiments.tasks import export_results
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from workspaces.keys import create_key
from workspaces.models import ApiKey, Job


def started(cast: Cast, **fields: Any) -> Experiment:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    if fields:
        Experiment.objects.filter(pk=experiment.pk).update(**fields)
    cast.client(cast.owner).post(cast.url(f"test/{experiment.pk}/start/"))
    experiment.refresh_from_db()
    assert experiment.started_at
    return experiment


def page_of(cast: Cast, experiment: Experiment, who: str = "owner") -> str:
    answer = cast.client(getattr(cast, who)).get(cast.url(f"test/{experiment.pk}/"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def rows_of(answer: Any) -> list[dict[str, str]]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(body.decode())))


def test_it_works(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    page = page_of(cast, experiment)
    assert "Give everybody the better text." in page
    assert page.count("button primary") == 4, "one step, and the forms that are folded or below"
    assert 'class="same"' in page, "lifts too small to matter are marked"
    assert "Who did what, and when" in page
    assert "Started</strong> by" in page


def test_nobody_counted_yet_and_a_draft(cast: Cast) -> None:
    draft = make.make_experiment(make.make_message(cast.workspace))
    assert "Start the test" in page_of(cast, draft)
    assert "Start the test" not in page_of(cast, draft, "editor")
    assert "It is ready to start" in page_of(cast, draft, "editor")
    running = started(cast)
    page = page_of(cast, running)
    assert "Nobody has been counted yet" in page
    assert "Take it with you" not in page


def test_a_broken_split_says_where_to_look_and_offers_no_rollout(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=[900, 500], converted=[9, 50])
    page = page_of(cast, experiment)
    assert "Where to look, the likeliest first" in page
    assert "fewer visitors than its share" in page
    assert "Stop the test" in page
    assert "Show it to everybody" not in page


def test_a_trial_of_the_counting_calls_no_winner(cast: Cast) -> None:
    experiment = started(cast, is_aa=True)
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    results = results_of(experiment)
    assert results.winner is None
    assert "seems to beat itself" in results.sentence
    page = page_of(cast, experiment)
    assert "Tries the counting" in page
    assert "Give everybody the better text" not in page
    assert "Show it to everybody" not in page


def test_what_an_optimiser_did_is_observed_and_not_tested(cast: Cast) -> None:
    experiment = started(cast)
    Experiment.objects.filter(pk=experiment.pk).update(split_by="optimiser")
    experiment.refresh_from_db()
    let_visitors_answer(experiment, visitors=[3000, 500], converted=[30, 100])
    results = results_of(experiment)
    assert (results.verdict, results.winner, results.srm_alarm) == ("observed", None, False)
    page = page_of(cast, experiment)
    assert "Observed, not tested" in page
    assert '<polygon class="band"' not in page
    assert "Corrected lift" not in page
    listed = cast.client(cast.owner).get(cast.url("test/")).content.decode()
    assert "Observed, not tested" in listed


def test_a_bandit_shows_no_interval(cast: Cast) -> None:
    experiment = started(cast)
    Experiment.objects.filter(pk=experiment.pk).update(allocation="earn")
    let_visitors_answer(experiment, visitors=800, converted=[40, 60])
    page = page_of(cast, experiment)
    assert "Share now" in page
    assert '<polygon class="band"' not in page
    assert "Corrected lift" not in page
    url = cast.url(f"test/{experiment.pk}/download/?table=texts")
    assert {row["lift_low"] for row in rows_of(cast.client(cast.owner).get(url))} == {""}


def test_other_goals_stand_in_words_and_values_in_money(cast: Cast) -> None:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    for key, role, kind in (
        ("refunds", "guardrail", "conversion"),
        ("revenue", "secondary", "value"),
    ):
        goal = make.make_goal(cast.workspace, key=key, name=key.title(), kind=kind)
        ExperimentGoal.objects.create(
            workspace=cast.workspace, experiment=experiment, goal=goal, role=role
        )
    Goal.objects.filter(key="revenue").update(worth=2.0)
    cast.client(cast.owner).post(cast.url(f"test/{experiment.pk}/start/"))
    experiment.refresh_from_db()
    look = let_visitors_answer(experiment, visitors=200, converted=[10, 12])
    assert look is not None
    for phase in look.totals["phases"]:
        phase["goals"]["revenue"] = [[10, 400.0, 20_000.0], [12, 600.0, 40_000.0]]
    Look.objects.filter(pk=look.pk).update(totals=look.totals)
    page = page_of(cast, experiment)
    assert "must not suffer" in page
    assert "EUR 6.00 a visitor" in page
    goal = next(goal for goal in results_of(experiment).goals if goal.key == "revenue")
    assert [arm.value for arm in goal.arms] == [2.0, 3.0]
    assert goal.arms[0].value_low is not None
    assert goal.arms[0].value_low < 2.0


def test_news_come_by_themselves_and_no_news_cost_one_query(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=40, converted=[2, 3])
    client = cast.client(cast.viewer)
    seen = client.get(cast.url(f"test/{experiment.pk}/")).context["seen"]
    url = cast.url(f"test/{experiment.pk}/live/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url, {"seen": seen}).status_code == 204
    ours = [query for query in asked.captured_queries if "experiments_" in query["sql"]]
    assert len(ours) == 1
    later = timezone.now() + timedelta(minutes=5)
    let_visitors_answer(experiment, visitors=60, converted=[3, 5], now=later)
    answer = client.get(url, {"seen": seen})
    assert answer.status_code == 200
    assert b'id="reading"' in answer.content
    assert "Somebody has taken a step" not in answer.content.decode()
    cast.client(cast.owner).post(cast.url(f"test/{experiment.pk}/stop/"))
    stopped = client.get(url, {"seen": seen}).content.decode()
    assert "Somebody has taken a step" in stopped
    assert "hx-get" not in stopped, "what has ended is not asked for again"
    theirs = cast.client(cast.outsider).get(f"/w/elsewhere/test/{experiment.pk}/live/")
    assert theirs.status_code == 404


def test_tables_are_taken_away(cast: Cast) -> None:
    experiment = started(cast, name="=1+1", hypothesis="They care.")
    let_visitors_answer(experiment, visitors=50, converted=[5, 6])
    client = cast.client(cast.viewer)
    url = cast.url(f"test/{experiment.pk}/download/")
    texts = rows_of(client.get(url))
    assert [(row["visitors"], row["conversions"]) for row in texts] == [("50", "5"), ("50", "6")]
    days = rows_of(client.get(url, {"table": "days"}))
    assert sum(int(row["new_visitors"]) for row in days) == 100
    looks = rows_of(client.get(url, {"table": "looks"}))
    assert [row["visitors"] for row in looks] == ["100"]
    terms = {row["what"]: row["value"] for row in rows_of(client.get(url, {"table": "terms"}))}
    assert terms["test"] == "'=1+1", "no cell is a formula"
    assert terms["hypothesis"] == "They care."
    assert client.get(url, {"table": "secrets"}).status_code == 404


def test_every_event_is_taken_away_by_those_who_edit(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=50, converted=[5, 6])
    other = started(cast)
    let_visitors_answer(other, visitors=20, converted=[1, 1])
    url = cast.url(f"test/{experiment.pk}/events/")
    rows = rows_of(cast.client(cast.editor).get(url))
    assert len(rows) == 111
    assert {row["type"] for row in rows} == {"exposure", "conversion"}
    assert all(row["arm"] and row["phase"] == "1" for row in rows if row["type"] == "exposure")
    assert cast.client(cast.viewer).get(url).status_code == 403


def test_a_workbook_is_made(cast: Cast) -> None:
    experiment = started(cast, name="=1+1")
    let_visitors_answer(experiment, visitors=50, converted=[5, 6])
    answer = cast.client(cast.editor).post(cast.url(f"test/{experiment.pk}/workbook/"))
    job = Job.objects.for_workspace(cast.workspace).get()
    assert answer.url == cast.url(f"settings/jobs/{job.pk}/")
    export_results(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    book = openpyxl.load_workbook(io.BytesIO(Path(job.result_file.path).read_bytes()))
    assert book.sheetnames == [
        *("Texts and goals", "By day", "Readings over time", "Split", "What was agreed"),
    ]
    assert book["What was agreed"]["B2"].data_type == "s"


def test_the_picture_stands_for_itself(cast: Cast) -> None:
    experiment = started(cast, name="Fridays & Sundays")
    client = cast.client(cast.viewer)
    url = cast.url(f"test/{experiment.pk}/chart/")
    assert client.get(url).status_code == 404, "nothing is known yet"
    let_visitors_answer(experiment, visitors=400, converted=[20, 44])
    answer = client.get(url, {"arm": "1", "name": "<Sundays>", "save": ""})
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Content-Disposition"].endswith('.svg"')
    text = answer.content.decode()
    assert "Fridays &amp; Sundays" in text
    assert "&lt;Sundays&gt;" in text
    assert "<style>" in text
    for wrong in ("0", "7", "x", "999"):
        assert client.get(url, {"arm": wrong}).status_code == 404


def test_the_list_by_state_and_as_csv(cast: Cast) -> None:
    draft = make.make_experiment(make.make_message(cast.workspace), name="Drafted one")
    running = started(cast, name="Running one")
    let_visitors_answer(running, visitors=400, converted=[20, 22])
    gone = started(cast, name="Archived one")
    for step in ("stop", "remove"):
        cast.client(cast.owner).post(cast.url(f"test/{gone.pk}/{step}/"))
    client = cast.client(cast.viewer)

    def shown(**query: str) -> list[str]:
        return [row.experiment.name for row in client.get(cast.url("test/"), query).context["rows"]]

    assert shown() == ["Running one", "Drafted one"], "what needs somebody comes first"
    assert shown(show="waiting") == [draft.name] == ["Drafted one"]
    assert shown(show="archive") == ["Archived one"]
    assert shown(show="nonsense") == shown()
    assert shown(q="running") == ["Running one"]
    assert "None of these" in client.get(cast.url("test/"), {"show": "decided"}).content.decode()
    rows = rows_of(client.get(cast.url("test/download/")))
    assert [row["name"] for row in rows] == ["Running one", "Drafted one"]
    assert (rows[0]["visitors"], rows[0]["verdict"]) == ("800", "keep_going")


def test_rest_tells_all_that_the_page_shows(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=[900, 500], converted=[9, 50])
    _, token = create_key(access=cast.access, name="reader", kind=ApiKey.Kind.SECRET)
    answer = cast.client(cast.viewer).get(
        f"/api/v1/experiments/{experiment.pk}/results/",
        headers={"Authorization": f"Bearer {token}"},
    )
    told = answer.json()
    results = results_of(experiment)
    assert set(told) == set(results.as_json())
    assert told["split"] == [
        {"arm": cell.arm, "seen": cell.seen, "expected": cell.expected} for cell in results.split
    ]
    assert told["split_causes"][0]["code"] == "lost"
    assert told["phases"][0]["weights"] == [0.5, 0.5]
    assert set(told["goals"][0]["arms"][0]) == set(results.as_json()["goals"][0]["arms"][0])
