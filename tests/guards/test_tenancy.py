"""Rows belong to one workspace, and point to rows of the same."""

import pytest
from django.db.models import Model

from home.load_brand import load_sample
from personas.models import EvidenceLink
from tests import make
from tests.conftest import Cast
from tests.guards.tenancy import cross_workspace_rows, inner_keys, workspace_models
from workspaces.models import Membership, TenantModel, Workspace


def test_the_walk_finds_what_is_wrong(cast: Cast) -> None:
    ours = make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    theirs = make.make_pain(cast.other.workspace)
    assert cross_workspace_rows() == []
    link = EvidenceLink.objects.create(workspace=cast.workspace, evidence=ours, pain=theirs)
    assert cross_workspace_rows() == [f"EvidenceLink.pain: {link.pk}"]


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
