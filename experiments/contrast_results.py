"""What was last read of one contrast over several places, for pages."""

from typing import Any

from experiments.models import Experiment, Look


def contrast_results(experiment: Experiment) -> dict[str, Any] | None:
    """The newest pooled reading, whichever of the contrast's tests it was taken with; None if the
    test shares no contrast or nothing was pooled yet. One query.

    ``{"name", "tests": [key], "arms": [name], "verdict", "arm", "readings", "visitors",
    "sentence"}``, arms and readings as in a look's analysis, the control first.
    """
    if not experiment.contrast:
        return None
    kept: dict[str, Any] | None = (
        Look.objects.filter(
            workspace_id=experiment.workspace_id,
            experiment__contrast=experiment.contrast,
            analysis__has_key="contrast",
        )
        .order_by("-taken_at", "-id")
        .values_list("analysis__contrast", flat=True)
        .first()
    )
    return kept
