"""What was last read of one contrast over several places, for pages."""

from typing import Any

from experiments.models import Experiment
from experiments.standing_looks import pooled_looks


def contrast_results(experiment: Experiment) -> dict[str, Any] | None:
    """The newest pooled reading, whichever of the contrast's tests it was taken with; None if the
    test shares no contrast or nothing was pooled yet. Two
    queries.

    ``{"name", "tests": [key], "arms": [name], "verdict", "arm", "readings", "visitors",
    "sentence"}``, arms and readings as in a look's analysis, the control first.
    """
    if not experiment.contrast:
        return None
    kept: dict[str, Any] | None = (
        pooled_looks(experiment)
        .filter(analysis__has_key="contrast")
        .order_by("-taken_at", "-id")
        .values_list("analysis__contrast", flat=True)
        .first()
    )
    return kept
