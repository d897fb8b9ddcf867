"""Which pain a cell speaks to, and what there is to win."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.campaigns_cells import read_key
from messaging.campaigns_plan import Decision, decide_cells, plan_of
from messaging.models import OwnChannel, PlanCell
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from tests.messaging.campaigning import make_campaign
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    """What is felt at a stage is spoken to there, the most to win first."""
    campaign = make_campaign(cast.access, personas=1, channels=("email",))
    persona = campaign.personas.get()
    aware, deciding = campaign.stages.all()
    (first,) = PainPoint.objects.filter(persona=persona)
    dearer = make.make_pain(cast.workspace, persona, severity=5, satisfaction=1)
    make.make_stage_pain(deciding, dearer, intensity=5)
    for _ in range(6):
        make.make_evidence(cast.workspace, dearer)
    cells = {cell.stage: cell for cell in plan_of(access=cast.access, campaign=campaign).cells}
    assert (cells[aware].pain, cells[aware].intensity) == (first, 4)
    assert (cells[deciding].pain, cells[deciding].intensity) == (dearer, 5)
    assert cells[deciding].worth > cells[aware].worth > 0
    assert cells[deciding].heat >= cells[aware].heat
    make.make_live(
        make.make_message(
            cast.workspace,
            "email",
            persona=persona,
            stage=deciding,
        ),
        pain=dearer,
    )
    assert plan_of(access=cast.access, campaign=campaign).filled == 0, "not of this campaign"


def test_what_is_live_is_no_gap(cast: Cast) -> None:
    campaign = make_campaign(cast.access, personas=1, channels=("email",))
    message = make.make_message(
        cast.workspace, "email", persona=campaign.personas.get(), stage=campaign.stages.first()
    )
    message.placement.campaign = campaign
    message.placement.save()
    live = make.make_live(message)
    make.make_variant(message, state="submitted")
    cell = plan_of(access=cast.access, campaign=campaign).cells[0]
    assert (cell.state, cell.gap, cell.texts.waiting) == ("live", 0.0, 1)
    assert live.message == message


def test_own_channels_are_planned_and_channels_that_went_are_told(cast: Cast) -> None:
    campaign = make_campaign(cast.access, channels=("letter", "pigeon"))
    parts = [{"key": "body", "name": "Body"}]
    OwnChannel.objects.create(
        workspace=cast.workspace,
        key="letter",
        name="Letter",
        document={
            "key": "letter",
            "name": "Letter",
            "position": 1,
            "parts": parts,
            "source": "ours",
            "checked_on": "2026-01-01",
        },
    )
    plan = plan_of(access=cast.access, campaign=campaign)
    assert [channel.name for channel in plan.channels] == ["Letter"]
    assert plan.unknown == ("pigeon",)


def test_no_stages_are_all_of_them_and_no_pain_is_no_text(cast: Cast) -> None:
    campaign = make_campaign(cast.access, personas=1, channels=("email",))
    make.make_stage(cast.workspace, "left")
    campaign.stages.clear()
    campaign.personas.add(make.make_persona(cast.workspace))
    plan = plan_of(access=cast.access, campaign=campaign)
    assert (len(plan.stages), len(plan.cells)) == (3, 6)
    assert sum(cell.can_be_written for cell in plan.cells) == 3


def test_a_decision_is_one_record_and_none_where_nothing_differs(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    keys = [cell.key for cell in plan_of(access=cast.access, campaign=campaign).cells]
    out = Decision(is_out=True)
    told = AuditRecord.objects.filter(action="planned")
    assert decide_cells(access=cast.access, campaign=campaign, keys=keys, decision=out) == 8
    assert decide_cells(access=cast.access, campaign=campaign, keys=keys, decision=out) == 0
    assert told.count() == 1
    assert PlanCell.objects.count() == 8


def test_a_larger_plan_asks_no_more(cast: Cast) -> None:
    small = make_campaign(cast.access, personas=1)
    large = make_campaign(
        cast.access, personas=6, channels=("email", "sms", "push", "web_hero"), name="Big"
    )
    with CaptureQueriesContext(connection) as few:
        plan_of(access=cast.access, campaign=small)
    with CaptureQueriesContext(connection) as many:
        assert len(plan_of(access=cast.access, campaign=large).cells) == 48
    assert len(many) <= len(few) <= 11


def test_a_cell_is_read_by_its_name(cast: Cast) -> None:
    assert read_key("12-3-google_rsa") == (12, 3, "google_rsa")
    assert read_key("12-3-our-own") == (12, 3, "our-own")
    for name in ("", "12", "12-3", "12-3-", "x-3-sms", "-1-3-sms", "12-²-sms"):
        assert read_key(name) is None
