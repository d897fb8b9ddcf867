"""One test: its verdict first, then what it rests on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.arm_names import arm_names
from experiments.headlines import newest_look
from experiments.models import Experiment
from experiments.one_factor import NOTES
from experiments.results import results_of
from experiments.rollout import verdict_winner
from experiments.terms import factor_now, later_changes
from experiments.web.arm_rows import ArmRow, arm_rows
from experiments.web.day_chart import day_chart
from experiments.web.forms import DecideForm, NoteForm, ReasonForm, SplitForm
from experiments.web.goal_rows import goal_rows
from workspaces.access import Access, access_object
from workspaces.models import AuditRecord
from workspaces.read_audit import read_record
from workspaces.web.views import workspace_page

MOST_STEPS = 40
"""Records of the audit log shown on the page, the newest; the log itself has all."""


def experiment_of(access: Access, pk: int) -> Experiment:
    """The experiment of this workspace, with what its page shows of it."""
    rows = Experiment.objects.select_related(
        "message__placement",
        "message__persona",
        "message__stage",
        "message__transition",
        "decided_by",
        "winner",
        "previous_live",
    )
    return access_object(rows, access, pk=pk)


def experiment_context(experiment: Experiment, **forms: Any) -> dict[str, Any]:
    """All that the page of an experiment shows; ``forms`` replace fresh ones after an error."""
    context = reading_context(experiment)
    arms = [row.arm for row in context["arms"]]
    phases = list(experiment.phases.all())
    chosen = context["chosen"]
    split = SplitForm(names=arm_names(arms), phase=phases[-1]) if phases else None
    return context | {
        "goals": experiment.experiment_goals.select_related("goal"),
        "phases": phases,
        "is_held_back": any(p.kind == p.Kind.HOLDBACK and p.ended_at is None for p in phases),
        "later_changes": later_changes(experiment),
        "story": _story(experiment),
        "split_form": forms.get("split_form") or split,
        "decide_form": forms.get("decide_form")
        or DecideForm(experiment=experiment, initial={"winner": chosen.pk if chosen else None}),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "note_form": NoteForm(initial={"note": experiment.learning_note}),
    }


def reading_context(experiment: Experiment) -> dict[str, Any]:
    """What a new reading changes on the page."""
    results = results_of(experiment)
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    chosen = None
    if results.is_tested and not results.is_aa and results.has_look:
        chosen = verdict_winner(experiment)
    rows = arm_rows(experiment, arms, results)
    names = {row.arm.variant.key: row.name for row in rows}
    factor = experiment.factor or factor_now(arms)
    return {
        "experiment": experiment,
        "results": results,
        "seen": f"{results.look or 0}-{experiment.state}",
        "channel": experiment.message.placement.channel,
        "arms": rows,
        "goal_rows": goal_rows(results, rows),
        "is_bandit": experiment.allocation != Experiment.Allocation.FIXED,
        "factor_note": "" if experiment.is_aa else NOTES.get(factor, ""),
        "days": day_chart(results.days, [row.arm.variant.key for row in rows]),
        "day_rows": [(day, names[day.arm]) for day in results.days],
        "split_rows": [(names[cell.arm], cell) for cell in results.split],
        "progress": _progress(results.visitors, results.plan_size, results.visitors_needed),
        "chosen": chosen,
        "winner": next((row for row in rows if chosen and row.arm.variant == chosen), None),
        "rolled_out": _rolled_out(experiment, rows),
    }


@require_safe
@workspace_page()
def test_experiment(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One test: its verdict first, then what it rests on."""
    experiment = experiment_of(access, pk)
    context = experiment_context(experiment)
    return render(request, "test/experiment.html", context)


@require_safe
@workspace_page()
def test_live(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The reading, if there is a newer one than the page shows: 204 where there is none.

    The page asks again and again while a test runs, so the usual answer takes one small query.
    """
    state, look = newest_look(workspace_id=access.workspace.pk, experiment=pk)
    if request.GET.get("seen") == f"{look or 0}-{state}":
        return HttpResponse(status=204)
    experiment = experiment_of(access, pk)
    seen_state = request.GET.get("seen", "").partition("-")[2]
    moved = bool(seen_state) and seen_state != experiment.state
    return render(request, "test/_reading.html", reading_context(experiment) | {"moved": moved})


def _progress(visitors: int, planned: int | None, needed: int | None) -> dict[str, Any] | None:
    """How far along it is: towards the planned size, else towards what is thought to be needed."""
    goal = planned or (_about(visitors + needed) if needed else None)
    if not goal:
        return None
    share = min(visitors / goal, 1.0)
    return {"of": goal, "percent": round(share * 100), "is_planned": planned is not None}


def _about(count: int) -> int:
    """An estimate to two digits that matter, rounded up: 17,667 becomes 18,000."""
    grain = 10 ** max(len(str(count)) - 2, 0)
    return int(-(-count // grain) * grain)


def _rolled_out(experiment: Experiment, rows: list[ArmRow]) -> ArmRow | None:
    if experiment.winner_id is None:
        return None
    return next((row for row in rows if row.arm.variant_id == experiment.winner_id), None)


def _story(experiment: Experiment) -> list[dict[str, Any]]:
    """The newest records of this test in the audit log, as people read them."""
    rows = AuditRecord.objects.filter(
        workspace_id=experiment.workspace_id,
        target_type="experiment",
        target_id=str(experiment.pk),
    ).order_by("-at", "-id")[:MOST_STEPS]
    return [{"record": row, "reading": read_record(row)} for row in rows]
