"""One test: its verdict first, then what it rests on."""

import csv
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.arm_names import arm_names
from experiments.models import Arm, Experiment
from experiments.result_values import ArmResult, Range, Results
from experiments.results import results_of
from experiments.rollout import verdict_winner
from experiments.web.day_chart import day_chart
from experiments.web.forms import DecideForm, NoteForm, ReasonForm, SplitForm
from experiments.web.interval_chart import IntervalChart, interval_chart
from messaging.channels import get_channel
from workspaces.access import Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page


@dataclass(frozen=True)
class ArmRow:
    """An arm as the page shows it: ``name`` as in the verdict's sentence, ``words`` its first text.

    ``reading`` is None before the first look, ``chart`` also for the control. ``history`` is the
    table behind the chart: (when, visitors in all, lift).
    """

    arm: Arm
    name: str
    words: str
    reading: ArmResult | None
    chart: IntervalChart | None
    history: list[tuple[Any, int, Range | None]]


def experiment_of(access: Access, pk: int) -> Experiment:
    """The experiment of this workspace, with what its page shows of it."""
    rows = Experiment.objects.select_related(
        "message__placement",
        "message__persona",
        "message__stage",
        "message__transition",
        "winner",
        "previous_live",
    )
    return access_object(rows, access, pk=pk)


def experiment_context(experiment: Experiment, **forms: Any) -> dict[str, Any]:
    """All that the page of an experiment shows; ``forms`` replace fresh ones after an error."""
    results = results_of(experiment)
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    chosen = verdict_winner(experiment) if results.has_look else None
    rows = arm_rows(arms, results)
    names = {row.arm.variant.key: row.name for row in rows}
    pains = {arm.variant.pain_id for arm in arms}
    phases = list(experiment.phases.all())
    split = SplitForm(names=arm_names(arms), phase=phases[-1]) if phases else None
    return {
        "experiment": experiment,
        "results": results,
        "channel": get_channel(experiment.message.placement.channel),
        "arms": rows,
        "differs_in_pain": len(pains) > 1 and None not in pains,
        "days": day_chart(results.days, [row.arm.variant.key for row in rows]),
        "day_rows": [(day, names[day.arm]) for day in results.days],
        "goals": experiment.experiment_goals.select_related("goal"),
        "phases": phases,
        "split_form": forms.get("split_form") or split,
        "decide_form": forms.get("decide_form")
        or DecideForm(experiment=experiment, initial={"winner": chosen.pk if chosen else None}),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "note_form": NoteForm(initial={"note": experiment.learning_note}),
        "winner": next((row for row in rows if row.arm.variant == chosen), None),
        "rolled_out": next((row for row in rows if row.arm.variant == experiment.winner), None),
    }


def arm_rows(arms: list[Arm], results: Results) -> list[ArmRow]:
    """The arms by position; they come with their variants and pains."""
    readings = {reading.key: reading for reading in results.arms}
    rows = []
    for arm, name in zip(arms, arm_names(arms), strict=True):
        at = arm.position
        rows.append(
            ArmRow(
                arm=arm,
                name=name.strip("“”"),
                words=next((text for _, text in arm.variant.sentences()), arm.variant.key),
                reading=readings.get(arm.variant.key),
                chart=interval_chart(results.history, at) if at else None,
                history=[
                    (point.taken_at, point.visitors, point.arms[at - 1])
                    for point in reversed(results.history)
                    if 0 < at <= len(point.arms)
                ],
            )
        )
    return rows


@require_safe
@workspace_page()
def test_experiment(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One test: its verdict first, then what it rests on."""
    experiment = experiment_of(access, pk)
    return render(request, "test/experiment.html", experiment_context(experiment))


@require_safe
@workspace_page()
def test_download(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The counts by day and arm, and the reading of every arm, as CSV."""
    experiment = experiment_of(access, pk)
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{experiment.key}.csv"'},
    )
    _write_csv(csv.writer(response), results_of(experiment))
    return response


def _write_csv(writer: Any, results: Results) -> None:
    writer.writerow(["what", "goal", "day", "arm", "visitors", "conversions", "rate", "lift"])
    for goal in results.goals:
        for arm in goal.arms:
            lift = arm.corrected_lift.point if arm.corrected_lift else ""
            cells = ("total", safe_cell(goal.key), "", safe_cell(arm.key))
            writer.writerow([*cells, arm.n, arm.x, arm.rate if arm.n else "", lift])
    primary = results.goals[0].key if results.goals else ""
    for day in results.days:
        cells = ("day", safe_cell(primary), day.day.isoformat(), safe_cell(day.arm))
        writer.writerow([*cells, day.n, day.x, "", ""])
