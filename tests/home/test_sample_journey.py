"""The sample brand shows where people are, and an ad whose page speaks of another pain."""

from experiments.message_match import DIFFERENT, pairs_of
from experiments.models import LeadsTo, SignalRule
from home.load_brand import load_sample
from home.sample_rows import remove_sample
from tests.conftest import Cast


def test_it_works(cast: Cast) -> None:
    load_sample(access=cast.access)

    stages = SignalRule.objects.for_workspace(cast.workspace).values_list("stage__kind", flat=True)
    assert set(stages) >= {"aware", "considering", "deciding", "using", "left"}
    pairs = pairs_of(access=cast.access)
    assert pairs[0].state == DIFFERENT
    remove_sample(access=cast.access)
    assert not SignalRule.objects.exists()
    assert not LeadsTo.objects.exists()
