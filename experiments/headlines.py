"""What a list shows of experiments, and whether there is news of one: small queries."""

from django.db.models import F, OuterRef, Subquery

from experiments.models import Experiment, Look
from experiments.result_sentences import told
from experiments.result_values import Headline
from experiments.standing_looks import last_that_stands


def headlines_of(*, workspace_id: int, experiments: list[int]) -> dict[int, Headline]:
    """The newest verdict of several experiments by id, in one query; none without a look."""
    last = last_that_stands(workspace_id)
    newest = Experiment.objects.filter(workspace_id=workspace_id, pk__in=experiments).values_list(
        Subquery(last.values("pk")[:1])
    )
    rows = (
        Look.objects.filter(workspace_id=workspace_id, pk__in=newest)
        .annotate(simulated=F("totals__simulated"))
        .values_list(
            "experiment_id",
            "experiment__is_aa",
            "experiment__split_by",
            "analysis__verdict",
            "analysis__sentence",
            "analysis__line__visitors",
            "analysis__days_needed",
            "simulated",
        )
    )
    headlines = {}
    for pk, is_aa, split_by, verdict, sentence, visitors, days, simulated in rows:
        shown = told(
            verdict=verdict,
            sentence=sentence,
            is_aa=is_aa,
            is_tested=split_by != Experiment.SplitBy.OPTIMISER,
            visitors=visitors,
        )
        headlines[pk] = Headline(*shown, visitors, days, bool(simulated))
    return headlines


def newest_look(*, workspace_id: int, experiment: int) -> tuple[str, int | None]:
    """The state of an experiment and the id of its newest look, in one small query; an empty
    state where there is no such experiment."""
    last = Look.objects.filter(workspace_id=workspace_id, experiment=OuterRef("pk"))
    row = (
        Experiment.objects.filter(workspace_id=workspace_id, pk=experiment)
        .values_list("state", Subquery(last.order_by("-taken_at", "-id").values("pk")[:1]))
        .first()
    )
    return row or ("", None)
