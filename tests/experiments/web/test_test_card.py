"""Test cards on the site: read, taken along, and tests made to run elsewhere."""

from experiments.models import Experiment
from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.reported import google, sums_of
from tests.experiments.scenes import draft, live_message
from workspaces.models import Job


def test_it_works(cast: Cast) -> None:
    message = live_message(cast)
    rival = make.make_variant(message, state=Variant.State.APPROVED)
    goal = make.make_goal(cast.workspace)
    client = cast.client(cast.approver)
    url = cast.url(f"test/there/{message.pk}/")
    page = client.get(f"{url}?rivals={rival.pk}").content.decode()
    assert "Make the test and its card" in page
    said = {
        "name": "Sundays or books",
        "rivals": [rival.pk],
        "platform": "google_ads",
        "split": "tested",
        "unit": "impression",
        "goal": goal.pk,
        "ending": "days",
        "number": "28",
    }
    card = client.post(url, said, follow=True)
    text = card.content.decode()
    experiment = Experiment.objects.get()
    assert (experiment.split_by, experiment.unit) == ("platform_test", "impression")
    assert (experiment.plan, experiment.state) == ({"days": 28}, "draft")
    assert message.live_variant is not None
    assert message.live_variant.key in text
    assert rival.key in text
    assert "Google Ads" in text
    assert "It runs there now" in text
    file = client.get(cast.url(f"test/{experiment.pk}/card/download/?platform=meta"))
    assert "# Sundays or books" in file.content.decode()
    client.post(cast.url(f"test/{experiment.pk}/start/"))
    experiment.refresh_from_db()
    assert experiment.terms["split_by"] == "platform_test"
    assert experiment.ends_at is not None
    report = client.post(
        cast.url("share/results/"), {"file": google(experiment, (400, 20), (500, 30))}
    )
    assert client.post(f"{report['Location']}apply/").status_code == 302
    assert sums_of(experiment) == [(400, 20), (500, 30)]


def test_what_is_missing_is_said_and_what_was_typed_stays(cast: Cast) -> None:
    message = live_message(cast)
    make.make_variant(message, state=Variant.State.APPROVED)
    answer = cast.client(cast.editor).post(
        cast.url(f"test/there/{message.pk}/"),
        {"name": "Kept all the same", "ending": "days", "number": "", "split": "tested"},
    )
    assert answer.status_code == 409
    assert "Kept all the same" in answer.content.decode()
    assert {"rivals", "number", "goal", "platform"} <= set(answer.context["form"].errors)


def test_a_test_that_we_split_has_no_card(cast: Cast) -> None:
    experiment = draft(cast)
    client = cast.client(cast.editor)
    assert client.get(cast.url(f"test/{experiment.pk}/card/")).status_code == 404
    page = client.get(cast.url(f"test/{experiment.pk}/")).content.decode()
    assert "Test card" not in page
    Experiment.objects.filter(pk=experiment.pk).update(split_by="platform_test", unit="click")
    assert "Test card" in client.get(cast.url(f"test/{experiment.pk}/")).content.decode()
    unknown = client.get(cast.url(f"test/{experiment.pk}/card/?platform=nowhere"))
    assert unknown.status_code == 404


def test_an_export_offers_what_could_be_tested(cast: Cast) -> None:
    message = live_message(cast)
    rival = make.make_variant(message, state=Variant.State.APPROVED)
    lonely = live_message(cast)
    job = Job.objects.create(
        workspace=cast.workspace,
        kind="messaging.export_workbook",
        state=Job.State.DONE,
        result={"variants": [message.live_variant_id, rival.pk, lonely.live_variant_id]},
        created_by=cast.editor,
    )
    client = cast.client(cast.editor)
    page = client.get(cast.url(f"share/test-there/of-export/{job.pk}/")).content.decode()
    assert f"test/there/{message.pk}/?rivals={rival.pk}" in page
    assert f"test/there/{lonely.pk}/" not in page
    other = Job.objects.create(workspace=cast.workspace, kind="home.export", state=Job.State.DONE)
    assert client.get(cast.url(f"share/test-there/of-export/{other.pk}/")).status_code == 404
