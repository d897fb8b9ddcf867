"""OpenFeature in Python, with its OFREP provider."""

import pytest
from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import Reason

from tests.clients.conftest import VISITORS, Site, copy_of


@pytest.fixture
def client(site: Site) -> api.OpenFeatureClient:
    api.set_provider(
        OFREPProvider(
            site.url, headers_factory=lambda: {"Authorization": f"Bearer {site.publishable}"}
        )
    )
    return api.get_client()


def test_it_works(site: Site, client: api.OpenFeatureClient) -> None:
    seen = set()
    for visitor in VISITORS:
        found = client.get_object_details(site.placement, {}, EvaluationContext(visitor))
        copy = copy_of(site, visitor)
        assert found.error_code is None
        assert found.value == copy["parts"] == site.parts[site.arms.index(str(found.variant))]
        assert (found.variant, found.reason) == (copy["variant"], Reason.SPLIT)
        assert found.flag_metadata["experiment"] == site.experiment.key
        assert found.flag_metadata["phase"] == 1
        assert found.flag_metadata["arm"] == found.variant
        seen.add(found.variant)
    assert seen == set(site.arms)


def test_a_flag_that_is_none_leaves_the_callers_own_text(
    site: Site, client: api.OpenFeatureClient
) -> None:
    mine = {"headline": "Ours"}
    found = client.get_object_details("nowhere", mine, EvaluationContext("v"))
    assert (found.value, found.error_code) == (mine, ErrorCode.FLAG_NOT_FOUND)


def test_a_visitor_without_an_id_is_told_so(site: Site, client: api.OpenFeatureClient) -> None:
    found = client.get_object_details(site.placement, {}, EvaluationContext())
    assert found.error_code == ErrorCode.TARGETING_KEY_MISSING
