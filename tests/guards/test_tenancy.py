"""Rows belong to one workspace, and point to rows of the same."""

import pytest
from django.db.models import Model

from home.load_brand import load_sample
from messaging.models import Campaign
from personas.models import EvidenceLink, PainPoint
from tests import make
from tests.conftest import Cast
from tests.guards.tenancy import cross_workspace_rows, inner_keys, workspace_models
from workspaces.changes import change_row, create_row
from workspaces.models import ForeignRowError, Membership, TenantModel, Workspace


def test_the_walk_finds_what_is_wrong(cast: Cast) -> None:
    ours = make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    theirs = make.make_pain(cast.other.workspace)
    assert cross_workspace_rows() == []
    link = EvidenceLink.objects.create(workspace=cast.workspace, evidence=ours, pain=theirs)
    assert cross_workspace_rows() == [f"EvidenceLink.pain: {link.pk}"]


def test_the_walk_looks_into_lists_too(cast: Cast) -> None:
    campaign = Campaign.objects.create(workspace=cast.workspace, name="Spring")
    campaign.personas.add(make.make_persona(cast.workspace))
    assert cross_workspace_rows() == []
    campaign.personas.add(make.make_persona(cast.other.workspace))
    (found,) = cross_workspace_rows()
    assert found.startswith("Campaign.personas: ")


def test_no_row_is_made_that_points_elsewhere(cast: Cast) -> None:
    theirs = make.make_persona(cast.other.workspace)
    for pain in (PainPoint(persona=theirs, title="x"), PainPoint(persona_id=theirs.pk, title="x")):
        with pytest.raises(ForeignRowError):
            create_row(access=cast.access, instance=pain)
    assert not PainPoint.objects.exists()


def test_no_row_is_changed_to_point_elsewhere(cast: Cast) -> None:
    theirs = make.make_persona(cast.other.workspace)
    evidence = make.make_evidence(cast.workspace)
    for changes in ({"persona": theirs}, {"persona_id": theirs.pk}):
        with pytest.raises(ForeignRowError):
            change_row(access=cast.access, instance=evidence, changes=changes)
    evidence.refresh_from_db()
    assert evidence.persona_id is None


def test_no_many_rows_are_made_that_point_elsewhere(cast: Cast) -> None:
    ours, theirs = make.make_evidence(cast.workspace), make.make_pain(cast.other.workspace)
    for link in (
        EvidenceLink(workspace=cast.workspace, evidence=ours, pain=theirs),
        EvidenceLink(workspace=cast.workspace, evidence_id=ours.pk, pain_id=theirs.pk),
    ):
        with pytest.raises(ForeignRowError):
            EvidenceLink.objects.bulk_create([link])
    assert not EvidenceLink.objects.exists()


def test_the_sample_brand_stays_in_its_workspace(cast: Cast) -> None:
    load_sample(access=cast.access)
    load_sample(access=cast.other)
    filled = [
        model
        for model in workspace_models()
        if inner_keys(model) and model._default_manager.filter(workspace=cast.workspace).exists()
    ]
    assert len(filled) >= 5, "The sample is there to be walked."
    assert cross_workspace_rows() == []


@pytest.mark.parametrize("model", workspace_models(), ids=lambda model: model.__name__)
def test_queries_can_start_from_the_workspace(model: type[Model]) -> None:
    if model is Membership or model._meta.pk.name == "workspace":
        return  # it says who is in a workspace, or is the workspace's own row
    assert issubclass(model, TenantModel)
    assert hasattr(model.objects, "for_workspace")


def test_every_foreign_key_of_a_workspace_is_walked() -> None:
    keys = {
        f"{model.__name__}.{name}" for model in workspace_models() for name in inner_keys(model)
    }
    assert {"EvidenceLink.pain", "Arm.variant", "Message.live_variant", "StagePain.stage"} <= keys
    assert Workspace not in workspace_models()
