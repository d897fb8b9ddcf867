"""The sample brand: in by one press, and out again without a trace or a loss."""

import pytest
from django.core.exceptions import PermissionDenied

from experiments.drafting import create_experiment
from experiments.models import Event, Experiment, Goal
from experiments.results import results_of
from home.load_brand import load_sample
from home.sample_rows import plan_removal, remove_sample
from home.sample_tests import live_through
from home.tasks import sample_visitors
from messaging.models import Campaign, Message, Placement, Variant
from messaging.sharing.collect_lines import Selection, collect_lines
from personas.models import PainPoint, Persona
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from tests.guards.tenancy import cross_workspace_rows, workspace_models
from workspaces.models import AuditRecord, DeliveryVersion, Job, SampleRow

REMOVE = "sample/remove/"


def counts(cast: Cast) -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.filter(workspace=cast.workspace).count()
        for model in workspace_models()
        if model not in (AuditRecord, Job)
    }


def test_it_works(cast: Cast) -> None:
    before = counts(cast)
    cast.client(cast.owner).post(cast.url("sample/"))
    full = counts(cast)
    assert full["experiments.Experiment"] == 1
    experiment = Experiment.objects.for_workspace(cast.workspace).get()
    let_visitors_answer(experiment, visitors=40, converted=[4, 9])
    version = DeliveryVersion.objects.get(workspace=cast.workspace).version
    client = cast.client(cast.owner)
    page = client.get(cast.url(REMOVE)).content.decode()
    assert "2 personas" in page
    assert "1 test" in page
    answer = client.post(cast.url(REMOVE), follow=True)
    assert "The sample brand is gone" in answer.content.decode()
    assert counts(cast) == before
    assert DeliveryVersion.objects.get(workspace=cast.workspace).version > version
    last = AuditRecord.objects.for_workspace(cast.workspace).first()
    assert last is not None
    assert (last.action, last.before["personas.persona"]) == ("sample removed", 2)
    load_sample(access=cast.access)
    again = counts(cast)
    for kind in ("personas.Persona", "messaging.Variant", "experiments.Experiment"):
        assert again[kind] == full[kind], "and it can be filled again"


def test_its_campaign_holds_the_places_of_its_channels(cast: Cast) -> None:
    load_sample(access=cast.access)
    campaign = Campaign.objects.for_workspace(cast.workspace).get()
    places = Placement.objects.for_workspace(cast.workspace)
    there = places.filter(campaign=campaign)
    assert sorted(place.channel for place in there) == sorted(campaign.channels)
    assert not places.filter(campaign=None, channel__in=campaign.channels).exists()
    leaving = list(collect_lines(cast.workspace, Selection(campaigns=(campaign.pk,))))
    assert sorted(line.channel for line in leaving) == ["email", "google_rsa"]
    everything = Selection(which="all", campaigns=(campaign.pk,))
    assert len(list(collect_lines(cast.workspace, everything))) == 3


def test_ones_own_stays_unless_it_hangs_on_the_sample(cast: Cast) -> None:
    workspace = cast.workspace
    early = make.make_live(make.make_message(workspace))
    load_sample(access=cast.access)
    pain = PainPoint.objects.for_workspace(workspace).earliest("pk")
    own_pain = make.make_pain(workspace)
    quote = make.make_evidence(workspace, own_pain, persona=pain.persona)
    own_place = make.make_message(workspace)
    about_theirs = make.make_live(own_place, pain=pain)
    about_ours = make.make_variant(own_place, pain=own_pain)
    theirs = Message.objects.for_workspace(workspace).exclude(pk=early.message_id).earliest("pk")
    on_their_place = make.make_variant(theirs)
    goal = Goal.objects.for_workspace(workspace).get(key="trial")
    tested = make.make_experiment(make.make_message(workspace), goal)
    aimed = make.make_message(workspace, persona=pain.persona)
    campaign = Campaign.objects.create(workspace=workspace, name="Spring")
    campaign.personas.add(pain.persona, own_pain.persona)

    plan = plan_removal(access=cast.access)
    own = {told.name: told.count for told in plan.own}
    assert own["texts"] == 2
    assert own["test"] == 1
    assert own["message"] == 1
    assert plan.dark == [str(own_place)]
    assert remove_sample(access=cast.access)

    for row in (early, own_pain, quote, own_place, about_ours, campaign):
        row.refresh_from_db()
    assert quote.persona is None
    assert own_place.live_variant is None
    assert list(campaign.personas.all()) == [own_pain.persona]
    early.message.refresh_from_db()
    assert early.message.live_variant == early
    for model, gone in (
        (Variant, about_theirs),
        (Variant, on_their_place),
        (Experiment, tested),
        (Message, aimed),
        (Persona, pain.persona),
    ):
        assert not model._base_manager.filter(pk=gone.pk).exists(), gone
    assert Placement.objects.for_workspace(workspace).filter(pk=own_place.placement_id).exists()
    assert SampleRow.objects.for_workspace(workspace).count() == 0
    assert cross_workspace_rows() == []


def test_a_test_of_ones_own_against_a_sample_text_goes_whole(cast: Cast) -> None:
    load_sample(access=cast.access)
    pain = PainPoint.objects.for_workspace(cast.workspace).earliest("pk")
    message = make.make_message(cast.workspace)
    make.make_live(message)
    rival = make.make_variant(message, state="approved", pain=pain)
    goal = make.make_goal(cast.workspace)
    create_experiment(access=cast.access, message=message, name="Mine", goal=goal, variants=[rival])
    remove_sample(access=cast.access)
    assert not Experiment.objects.for_workspace(cast.workspace).exists()
    assert Goal.objects.for_workspace(cast.workspace).get() == goal
    assert not Event.objects.for_workspace(cast.workspace).exists()


def test_another_workspaces_sample_is_not_touched(cast: Cast) -> None:
    load_sample(access=cast.other)
    load_sample(access=cast.access)
    remove_sample(access=cast.access)
    assert Persona.objects.for_workspace(cast.other.workspace).count() == 2
    assert SampleRow.objects.for_workspace(cast.other.workspace).exists()


def test_only_an_owner_takes_it_away(cast: Cast) -> None:
    load_sample(access=cast.access)
    for role in ("approver", "editor", "viewer", "agency"):
        client = cast.client(getattr(cast, role))
        assert client.post(cast.url(REMOVE)).status_code == 403
        assert client.get(cast.url(REMOVE)).status_code == 403
    with pytest.raises(PermissionDenied):
        remove_sample(access=cast.access_of(cast.approver))
    with pytest.raises(PermissionDenied):
        load_sample(access=cast.access_of(cast.editor))
    assert (
        "The sample brand is here" not in cast.client(cast.viewer).get(cast.url()).content.decode()
    )
    assert cast.url(REMOVE) in cast.client(cast.owner).get(cast.url()).content.decode()


def test_without_a_sample_there_is_nothing_to_take_away(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    page = cast.client(cast.owner).get(cast.url(REMOVE)).content.decode()
    assert "There is no sample here" in page
    cast.client(cast.owner).post(cast.url(REMOVE))
    assert Persona.objects.for_workspace(cast.workspace).count() == 1
    assert cast.url(REMOVE) not in cast.client(cast.owner).get(cast.url()).content.decode()


def test_the_tests_of_the_sample_are_lived_through_and_go_without_a_trace(cast: Cast) -> None:
    before = counts(cast)
    cast.client(cast.owner).post(cast.url("sample/"))
    job = Job.objects.for_workspace(cast.workspace).get(kind="home.sample_visitors")
    sample_visitors(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    tests = {row.key: row for row in Experiment.objects.for_workspace(cast.workspace)}
    told = {key: (row.state, results_of(row).verdict) for key, row in tests.items()}
    assert told == {
        "which-pain": ("running", "keep_going"),
        "search-opening": ("decided", "winner"),
        "pricing-opening": ("running", "broken"),
        "after-the-enquiry": ("planned", "none"),
    }
    assert not Event.objects.for_workspace(cast.workspace).filter(simulated=False).exists()
    steps = Event.objects.for_workspace(cast.workspace).filter(type="signal")
    assert {"read-guide", "viewed-pricing", "cancelled"} <= set(
        steps.values_list("name", flat=True)
    )
    assert len(results_of(tests["which-pain"]).history) > 4
    factors = {row.factor for row in tests.values()}
    assert factors == {"pain"}, "so that Learn has something to tell"
    assert tests["search-opening"].learning_note
    assert live_through(access=cast.access) == 0, "once is enough"
    assert remove_sample(access=cast.access)
    assert counts(cast) == before
    assert live_through(access=cast.access) == 0
