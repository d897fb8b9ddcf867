"""Home: each next step stands there when it should, and leads to a page that answers."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from experiments.lifecycle import start_experiment
from experiments.models import Experiment, ResultReport
from home.load_brand import load_sample
from messaging.models import BroughtIn, SheetImport, Variant
from personas.models import EvidenceImport
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from workspaces.models import User


def titles(cast: Cast, user: User | None = None) -> list[str]:
    """The titles of the steps; every link in them is followed."""
    client = cast.client(user or cast.owner)
    page = client.get(cast.url())
    assert page.status_code == 200
    steps = page.content.decode().split('<ol class="steps', 1)[1].split("</ol>", 1)[0]
    links = re.findall(r'href="([^"]+)"', steps)
    assert len(links) == len(page.context["steps"])
    for link in links:
        answer = client.get(link.replace("&amp;", "&"), follow=True)
        assert answer.status_code == 200, link
    return [step.title for step in page.context["steps"]]


def has(found: list[str], words: str) -> bool:
    return any(words in title for title in found)


def test_a_new_workspace_begins_with_the_first_two_stations(cast: Cast) -> None:
    found = titles(cast)
    assert found == ["Bring in what customers say", "Say whose problem it is"]
    page = cast.client(cast.owner).get(cast.url()).content.decode()
    assert "Fill it with the sample brand" in page
    page = cast.client(cast.viewer).get(cast.url()).content.decode()
    assert "Fill it with the sample brand" not in page, "a viewer fills nothing"


def test_a_gap_with_evidence_is_shown_and_one_with_live_copy_is_not(cast: Cast) -> None:
    heard = make.make_pain(cast.workspace, title="Chasing receipts")
    make.make_evidence(cast.workspace, heard)
    answered = make.make_pain(cast.workspace, title="Waiting to be paid")
    make.make_evidence(cast.workspace, answered)
    make.make_live(make.make_message(cast.workspace), pain=answered)
    make.make_pain(cast.workspace, title="Only assumed")
    found = titles(cast)
    assert has(found, "Nothing live speaks to “Chasing receipts”")
    assert not has(found, "Waiting to be paid")
    assert not has(found, "Only assumed")


def test_texts_that_wait_are_counted(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    message = make.make_message(cast.workspace)
    make.make_variant(message, state=Variant.State.SUBMITTED)
    assert has(titles(cast), "1 text waits for your yes or no")
    make.make_variant(message, state=Variant.State.SUBMITTED)
    assert has(titles(cast), "2 texts wait for your yes or no")


def test_an_open_import_is_gone_on_with(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    upload = SimpleUploadedFile("quotes.csv", b"text\nI lost my Sunday.\nAnd my Monday.\n")
    data = {"file": upload, "source": "review", "customer_status": "customer"}
    cast.client(cast.owner).post(cast.url("listen/imports/upload/"), data)
    batch = EvidenceImport.objects.for_workspace(cast.workspace).get()
    assert batch.state == EvidenceImport.State.OPEN
    assert has(titles(cast), "quotes.csv is not in yet")


def test_what_came_back_waits_for_a_look(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    here = {"workspace": cast.workspace, "state": "open"}
    token = "t" * 32
    back = SheetImport.objects.create(
        **here, token=token, file_name="autumn.xlsx", sender="Kim", total_rows=12
    )
    brought = BroughtIn.objects.create(**here, token=token, source="html", name="Our home page")
    report = ResultReport.objects.create(
        **here, file_name="ads.csv", file_hash="a" * 64, taken_on=timezone.now().date()
    )
    found = titles(cast, cast.editor)
    assert has(found, "autumn.xlsx came back from Kim")
    assert has(found, "“Our home page” is not brought in yet")
    assert has(found, "ads.csv is not counted yet")
    assert not has(titles(cast, cast.viewer), "autumn.xlsx"), "a viewer cannot take it in"
    for row in (back, brought, report):
        row.state = "discarded"
        row.save()
    assert titles(cast) == ["Ask the ones who left"]


def test_quotes_without_a_pain_are_to_be_sorted(cast: Cast) -> None:
    make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace)
    make.make_evidence(cast.workspace, junk="too short")
    assert has(titles(cast), "1 quote belongs to no pain yet")


def test_live_copy_without_a_test_is_a_guess(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    message = make.make_message(cast.workspace)
    make.make_live(message)
    assert has(titles(cast), "a guess until it is tested")
    start_experiment(access=cast.access, experiment=make.make_experiment(message))
    assert not has(titles(cast), "a guess until it is tested")


@pytest.mark.parametrize("state", ["running", "paused", "stopped"])
def test_an_answer_waits_until_somebody_decides(cast: Cast, state: str) -> None:
    make.make_persona(cast.workspace)
    experiment = make.make_experiment(make.make_message(cast.workspace), name="Which pain?")
    start_experiment(access=cast.access, experiment=experiment)
    experiment.refresh_from_db()
    let_visitors_answer(experiment, visitors=20, converted=[2, 3])
    assert not has(titles(cast), "Which pain?"), "keep going is no answer"
    later = timezone.now() + timedelta(minutes=1)
    let_visitors_answer(experiment, visitors=1500, converted=[75, 165], now=later)
    Experiment.objects.filter(pk=experiment.pk).update(state=state)
    found = titles(cast)
    assert found[0] == "Which pain? There is an answer", "the most pressing first"
    Experiment.objects.filter(pk=experiment.pk).update(state="decided")
    assert not has(titles(cast), "Which pain?")


def test_a_broken_split_is_told_as_such(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    experiment = make.make_experiment(make.make_message(cast.workspace), name="Odd")
    start_experiment(access=cast.access, experiment=experiment)
    experiment.refresh_from_db()
    let_visitors_answer(experiment, visitors=[1500, 900], converted=[75, 45])
    assert titles(cast)[0] == "Odd: the counts cannot be trusted"
    Experiment.objects.filter(pk=experiment.pk).update(name="Which pain?")
    assert titles(cast)[0] == "Which pain? The counts cannot be trusted"


def test_nothing_to_do_sends_to_the_customers(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    assert titles(cast) == ["Ask the ones who left"]


def test_the_sample_fills_an_empty_workspace_once(cast: Cast) -> None:
    client = cast.client(cast.approver)
    assert (
        "The sample brand is here" in client.post(cast.url("sample/"), follow=True).content.decode()
    )
    assert titles(cast, cast.approver)
    assert titles(cast, cast.viewer), "a viewer's steps lead to pages a viewer may see"
    again = client.post(cast.url("sample/"), follow=True).content.decode()
    assert "needs an empty workspace" in again
    assert cast.client(cast.viewer).post(cast.url("sample/")).status_code == 403
    assert cast.client(cast.outsider).post(cast.url("sample/")).status_code == 404


def test_home_takes_the_same_queries_however_much_there_is(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_sample(access=cast.access)
    for number in range(6):
        experiment = make.make_experiment(make.make_message(cast.workspace))
        start_experiment(access=cast.access, experiment=experiment)
        make.make_evidence(cast.workspace, make.make_pain(cast.workspace, severity=number % 5 + 1))
    client = cast.client(cast.owner)
    client.get(cast.url())
    with django_assert_max_num_queries(25):
        client.get(cast.url())


def test_a_stranger_finds_no_home(cast: Cast) -> None:
    assert cast.client(cast.outsider).get(cast.url()).status_code == 404
