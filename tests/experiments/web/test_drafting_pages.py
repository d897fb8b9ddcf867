"""Pages that change a draft, plan it, repeat it elsewhere, try the counting, and take counts."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from experiments.lifecycle import start_experiment
from experiments.models import DailyCount, Experiment
from experiments.planning_steps import plan_experiment
from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import draft, live_message
from tests.experiments.test_contrasts import Pains, contrast, place


def filled(experiment: Experiment, **changes: Any) -> dict[str, Any]:
    """What the browser sends of a draft's page."""
    return {
        "name": "Sundays or Fridays",
        "hypothesis": "Sundays hurt more.",
        "rivals": [arm.variant_id for arm in experiment.arms.all() if arm.position],
        "goal": experiment.experiment_goals.get().goal_id,
        "ending": "days",
        "days": "21",
        "split_by": "cuppa",
        "unit": "visitor",
        "shares": "70, 30",
        "allocation": "fixed",
        "ramp": "0 h: 10 %\n24 h: 100 %",
        "group": "Pricing",
        "group_share": "50",
        "conditions": '{"country": "GB"}',
        "starts_at": "2030-07-01T09:00",
        "ends_at": "",
        "holdback": "10",
        "rope": "5",
    } | changes


def test_it_works(cast: Cast) -> None:
    cast.workspace.time_zone = "Europe/Berlin"
    cast.workspace.save(update_fields=["time_zone"])
    experiment = draft(cast)
    url = cast.url(f"test/{experiment.pk}/edit/")
    client = cast.client(cast.approver)
    assert "Change the test" in client.get(url).content.decode()
    assert client.post(url, filled(experiment)).status_code == 302
    experiment.refresh_from_db()
    assert experiment.plan == {"days": 21}
    assert experiment.ramp == [[0, 0.1], [24, 1]]
    assert experiment.namespace == ["Pricing", 0.5]
    assert experiment.conditions == {"country": "GB"}
    assert (experiment.holdback, experiment.rope) == (0.1, 0.05)
    assert list(experiment.arms.values_list("share", flat=True)) == [70, 30]
    assert experiment.starts_at is not None
    assert experiment.starts_at.isoformat() == "2030-07-01T07:00:00+00:00"
    page = client.get(url).content.decode()
    assert 'value="2030-07-01T09:00"' in page
    assert "24 h: 100 %" in page
    assert "By the clock of Europe/Berlin" in page
    assert all(group.is_open for group in client.get(url).context["form"].groups()[:3])


def test_what_does_not_fit_is_said_at_its_field_and_kept(cast: Cast) -> None:
    experiment = draft(cast)
    url = cast.url(f"test/{experiment.pk}/edit/")
    wrong = filled(
        experiment, ramp="a day: much", conditions="country", shares="70", name="Kept all the same"
    )
    page = cast.client(cast.approver).post(url, wrong)
    assert page.status_code == 409
    form = page.context["form"]
    assert {"ramp", "conditions"} <= set(form.errors)
    assert "Kept all the same" in page.content.decode()
    late = cast.client(cast.approver).post(url, filled(experiment, ramp="5 h: 50 %", shares="70"))
    assert "first step begins at hour 0" in str(late.context["form"].errors["ramp"])
    shares = cast.client(cast.approver).post(url, filled(experiment, shares="70"))
    assert "share above zero" in str(shares.context["form"].errors["shares"])
    experiment.refresh_from_db()
    assert (experiment.name, experiment.ramp) == ("Sundays or Fridays", [])


def test_an_editor_sets_no_start_and_a_viewer_nothing(cast: Cast) -> None:
    experiment = draft(cast)
    url = cast.url(f"test/{experiment.pk}/edit/")
    assert "starts_at" not in cast.client(cast.editor).get(url).context["form"].fields
    cast.client(cast.editor).post(url, filled(experiment))
    experiment.refresh_from_db()
    assert (experiment.plan, experiment.starts_at) == ({"days": 21}, None)
    assert cast.client(cast.viewer).get(url).status_code == 403
    Experiment.objects.filter(pk=experiment.pk).update(starts_at=timezone.now())
    assert cast.client(cast.editor).get(url).status_code == 403


def test_a_plan_and_what_runs_are_not_changed_here(cast: Cast) -> None:
    planned = plan_experiment(access=cast.access, experiment=draft(cast))
    client = cast.client(cast.approver)
    page = client.get(cast.url(f"test/{planned.pk}/edit/"), follow=True).content.decode()
    assert "take it back to the draft" in page
    client.post(cast.url(f"test/{planned.pk}/back-to-draft/"))
    planned.refresh_from_db()
    assert planned.state == "draft"
    client.post(cast.url(f"test/{planned.pk}/plan-it/"))
    start_experiment(access=cast.access, experiment=planned)
    page = client.get(cast.url(f"test/{planned.pk}/edit/"), follow=True).content.decode()
    assert "stays as it was" in page


def test_several_things_at_once_are_told(cast: Cast) -> None:
    pains = Pains(cast)
    message = place(cast, pains.one, pains.other, framework="bab")
    rival = message.variants.exclude(pk=message.live_variant_id).get()
    experiment = draft(cast, message, variants=[rival])
    page = cast.client(cast.editor).get(cast.url(f"test/{experiment.pk}/edit/"))
    assert "which text wins, not which pain" in page.content.decode()


def test_the_counting_is_tried_in_one_press(cast: Cast) -> None:
    message = live_message(cast)
    url = cast.url("test/same/")
    assert "No goal yet" in cast.client(cast.editor).get(url).content.decode()
    goal = make.make_goal(cast.workspace)
    answer = cast.client(cast.editor).post(url, {"message": message.pk, "goal": goal.pk, "days": 7})
    experiment = Experiment.objects.get()
    assert (answer.status_code, experiment.is_aa) == (302, True)
    edit = cast.client(cast.editor).get(cast.url(f"test/{experiment.pk}/edit/"))
    assert "rivals" not in edit.context["form"].fields
    sent = filled(experiment)
    assert (
        cast.client(cast.editor).post(cast.url(f"test/{experiment.pk}/edit/"), sent).status_code
        == 302
    )
    experiment.refresh_from_db()
    assert experiment.plan == {"days": 21}


def test_a_contrast_is_repeated_elsewhere(cast: Cast) -> None:
    pains = Pains(cast)
    experiment = contrast(cast, pains)
    url = cast.url(f"test/{experiment.pk}/other-places/")
    client = cast.client(cast.editor)
    assert "No other place has these texts" in client.get(url).content.decode()
    elsewhere = place(cast, pains.one, pains.other)
    data = {"contrast": "Sundays or money", "places": [elsewhere.pk]}
    page = client.post(url, data, follow=True).content.decode()
    assert "1 more test is drafted" in page
    assert "“Sundays or money” so far" in page
    other = draft(cast)
    unlike = client.get(cast.url(f"test/{other.pk}/other-places/")).content.decode()
    assert "does not change one thing only" in unlike


def report(*rows: str) -> SimpleUploadedFile:
    text = "\n".join(("Variant,Date,Impressions,Clicks,Conversions", *rows))
    return SimpleUploadedFile("report.csv", text.encode(), content_type="text/csv")


def test_a_report_is_looked_at_and_then_counted(cast: Cast) -> None:
    experiment = start_experiment(
        access=cast.access,
        experiment=draft(cast, split_by="platform_test", unit="impression"),
    )
    rival = experiment.arms.get(position=1).key
    url = cast.url(f"test/{experiment.pk}/counts/")
    client = cast.client(cast.editor)
    assert "Bring a file" in client.get(url).content.decode()
    file = report(
        'A,2026-01-02,"9,000",450,300',
        f"{rival},2026-01-02,9100,500,420",
        "C,2026-01-02,5,1,1",
        "A,2026-01-02,5,1,1",
        "B,soon,5,1,1",
        "B,2026-01-03,-5,1,1",
    )
    page = client.post(url, {"file": file})
    look = page.context["look"]
    assert [(f.row, f.said) for f in look.counted.faults] == [
        (4, "“C” is no arm of this test."),
        (5, "This arm and day stand in row 2 already: add them up first."),
        (6, "“soon” is no date we can read."),
        (7, "“-5” is no whole number from 0 on."),
    ]
    assert not DailyCount.objects.exists()
    client.post(url, {"token": look.token})
    counted = DailyCount.objects.filter(goal=None).order_by("n").values_list("n", "source")
    assert list(counted) == [(9000, "uploaded"), (9100, "uploaded")]
    assert sum(DailyCount.objects.values_list("x", flat=True)) == 720


def test_first_words_that_two_texts_share_name_neither(cast: Cast) -> None:
    experiment = start_experiment(access=cast.access, experiment=draft(cast))
    url = cast.url(f"test/{experiment.pk}/counts/")
    words = next(text for _, text in experiment.arms.get(position=0).variant.sentences())
    text = f"arm,day,visitors,conversions\n{words},2026-01-02,5,1\ncontrol,2026-01-02,5,1\n"
    file = SimpleUploadedFile("report.csv", text.encode())
    look = cast.client(cast.editor).post(url, {"file": file}).context["look"]
    assert [fault.row for fault in look.counted.faults] == [2]
    assert [count.arm for count in look.counted.counts] == [experiment.arms.get(position=0).key]


def test_a_file_that_cannot_be_read_is_told(cast: Cast) -> None:
    experiment = start_experiment(access=cast.access, experiment=draft(cast))
    url = cast.url(f"test/{experiment.pk}/counts/")
    client = cast.client(cast.editor)
    page = client.post(url, {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert "Name a column “arm”" in str(page.context["form"].errors["file"])
    page = client.post(url, {"token": "forged"}, follow=True).content.decode()
    assert "too old, or was changed" in page
    assert cast.client(cast.viewer).get(url).status_code == 403


def test_counts_wait_for_the_start(cast: Cast) -> None:
    experiment = draft(cast)
    url = cast.url(f"test/{experiment.pk}/counts/")
    assert "Not started yet" in cast.client(cast.editor).get(url).content.decode()
    page = cast.client(cast.editor).post(url, {"file": report("A,2026-01-02,5,1,1")})
    assert page.context["form"].non_field_errors()


def test_who_decides_may_hold_some_back(cast: Cast) -> None:
    experiment = start_experiment(access=cast.access, experiment=draft(cast))
    winner = experiment.arms.get(position=1).variant_id
    client = cast.client(cast.approver)
    url = cast.url(f"test/{experiment.pk}/")
    data = {"winner": winner, "reason": "We like it."}
    wrong = client.post(f"{url}decide/", data | {"holdback": "50"})
    assert wrong.context["decide_form"].errors["holdback"]
    client.post(f"{url}decide/", data | {"holdback": "5"})
    last = experiment.phases.order_by("number").last()
    assert last is not None
    assert (last.kind, last.weights) == ("holdback", [0.05, 0.95])
    page = client.post(f"{url}end-holdback/", follow=True).content.decode()
    assert "Everybody sees the chosen text now" in page


def test_the_page_of_a_draft_leads_to_what_prepares_it(cast: Cast) -> None:
    experiment = draft(cast)
    url = cast.url(f"test/{experiment.pk}/")
    assert f"{url}edit/" in cast.client(cast.editor).get(url).content.decode()
    assert f"{url}edit/" not in cast.client(cast.viewer).get(url).content.decode()
    start_experiment(access=cast.access, experiment=experiment)
    page = cast.client(cast.editor).get(url).content.decode()
    assert f"{url}counts/" in page
    assert f"{url}edit/" not in page


def test_a_rival_that_waits_for_approval_is_named(cast: Cast) -> None:
    experiment = draft(cast)
    Variant.objects.filter(arms__experiment=experiment, arms__position=1).update(state="submitted")
    page = cast.client(cast.editor).post(cast.url(f"test/{experiment.pk}/plan-it/"), follow=True)
    assert "Approve every wording first" in page.content.decode()
