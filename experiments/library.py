"""The library: every finished test, found again by its words, whom it spoke to and how it ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from experiments.arm_names import arm_names
from experiments.history import FINISHED
from experiments.models import Arm, Experiment, Look
from experiments.result_values import Range
from experiments.standing_looks import last_that_stands
from workspaces.access import VIEW, Access

LONGEST_SEARCH = 100
VERDICTS = {
    "winner": "Won by a new text",
    "loser": "Kept the old text",
    "no_difference": "No real difference",
    "keep_going": "Undecided",
    "broken": "Broken",
    "observed": "Observed, not tested",
}
SORTS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "lift": "Largest lift first",
    "name": "By name",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is None or empty does not matter. Rows are given by their ids,
    ``since`` and ``until`` are days on which a test ended, both included."""

    words: str = ""
    verdict: str = ""
    pain: int | None = None
    persona: int | None = None
    stage: int | None = None
    placement: int | None = None
    framework: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "newest"


@dataclass(frozen=True)
class FinishedTest:
    """One test of the library. ``arm`` names the text the lift is that of: the winner, else the
    rival that did best; ``lift`` is corrected for the winner's luck. ``verdict`` is "" where nobody
    was counted. ``ended`` is when visitors were no longer split."""

    experiment: Experiment
    verdict: str
    sentence: str
    visitors: int
    simulated: bool
    ended: datetime
    arm: str
    lift: Range | None

    @property
    def is_archived(self) -> bool:
        return self.experiment.archived_at is not None

    @property
    def verdict_name(self) -> str:
        return VERDICTS.get(self.verdict, "Nobody was counted")


def find_finished(*, access: Access, wanted: Wanted) -> "QuerySet[Any]":
    """The finished tests that are ``wanted``, in the order asked for; archived ones as well."""
    access.require(VIEW)
    last = last_that_stands(access.workspace.pk)
    rows = (
        Experiment.objects.for_workspace(access.workspace)
        .filter(state__in=FINISHED)
        .annotate(
            look=Subquery(last.values("pk")[:1]),
            ended=Coalesce("stopped_at", "decided_at", "created_at"),
        )
    )
    if wanted.verdict:
        verdict = last.annotate(said=KT("analysis__verdict")).values("said")[:1]
        rows = rows.annotate(said=Subquery(verdict)).filter(said=wanted.verdict)
    for condition in _conditions(access, wanted):
        rows = rows.filter(condition)
    order = {"oldest": ("ended", "pk"), "name": ("name", "pk")}.get(wanted.sort, ("-ended", "-pk"))
    found: QuerySet[Any] = rows.order_by(*order)
    return found


def sorted_ids(*, access: Access, wanted: Wanted) -> list[int]:
    """The ids of the tests that are wanted, in order."""
    rows = list(find_finished(access=access, wanted=wanted).values_list("pk", "look"))
    if wanted.sort != "lift":
        return [pk for pk, _ in rows]
    looks = Look.objects.filter(
        workspace_id=access.workspace.pk, pk__in=[look for _, look in rows if look]
    ).values_list("experiment_id", "analysis")
    lifts = {pk: told[1] for pk, analysis in looks if (told := _best(analysis)) is not None}
    return sorted((pk for pk, _ in rows), key=lambda pk: (pk not in lifts, -_point(lifts.get(pk))))


def described(*, access: Access, ids: list[int]) -> list[FinishedTest]:
    """These tests with their last reading, in this order. Three queries."""
    rows = {
        row.pk: row
        for row in find_finished(access=access, wanted=Wanted())
        .filter(pk__in=ids)
        .select_related(
            "message__placement", "message__persona", "message__stage", "message__transition"
        )
    }
    looks = {
        look.experiment_id: look
        for look in Look.objects.filter(
            workspace_id=access.workspace.pk,
            pk__in=[row.look for row in rows.values() if row.look],
        )
    }
    arms: dict[int, list[Arm]] = {}
    of_these = Arm.objects.filter(workspace_id=access.workspace.pk, experiment__in=ids)
    for arm in of_these.select_related("variant__pain").order_by("position"):
        arms.setdefault(arm.experiment_id, []).append(arm)
    return [_told(rows[pk], looks.get(pk), arms.get(pk, [])) for pk in ids if pk in rows]


def _told(experiment: Any, look: Look | None, arms: list[Arm]) -> FinishedTest:
    analysis: Mapping[str, Any] = look.analysis if look is not None else {}
    best = _best(analysis)
    names = arm_names(arms) if arms else ()
    return FinishedTest(
        experiment=experiment,
        verdict=analysis.get("verdict", ""),
        sentence=analysis.get("sentence", ""),
        visitors=analysis.get("line", {}).get("visitors", 0),
        simulated=bool(look and look.totals.get("simulated")),
        ended=experiment.ended,
        arm=names[best[0]].strip("“”") if best and best[0] < len(names) else "",
        lift=best[1] if best else None,
    )


def _best(analysis: Mapping[str, Any]) -> tuple[int, Range] | None:
    """(arm, corrected lift) of the winner, else of the rival that did best."""
    goal = analysis.get("goals", {}).get(analysis.get("goal", ""), {})
    lifts = {
        place: Range(**told["corrected_lift"])
        for place, told in enumerate(goal.get("arms", ()), start=1)
        if told.get("corrected_lift")
    }
    winner = analysis.get("winner")
    if not lifts or analysis.get("verdict") in ("broken", "observed"):
        return None
    place = winner if winner in lifts else max(lifts, key=lambda each: lifts[each].point)
    return place, lifts[place]


def _point(lift: Range | None) -> float:
    return lift.point if lift is not None else 0.0


def _conditions(access: Access, wanted: Wanted) -> list[Q]:
    arms = Arm.objects.filter(workspace_id=access.workspace.pk)
    found: list[Q] = []
    if wanted.pain is not None:
        found.append(Q(pk__in=arms.filter(variant__pain=wanted.pain).values("experiment")))
    if wanted.framework:
        of_these = arms.filter(variant__framework=wanted.framework)
        found.append(Q(pk__in=of_these.values("experiment")))
    if wanted.persona is not None:
        felt = arms.filter(variant__pain__persona=wanted.persona).values("experiment")
        found.append(Q(message__persona=wanted.persona) | Q(message__persona=None, pk__in=felt))
    if wanted.stage is not None:
        at = Q(message__stage=wanted.stage) | Q(message__transition__to_stage=wanted.stage)
        found.append(at)
    if wanted.placement is not None:
        found.append(Q(message__placement=wanted.placement))
    if wanted.since is not None:
        found.append(Q(ended__date__gte=wanted.since))
    if wanted.until is not None:
        found.append(Q(ended__date__lte=wanted.until))
    return found + [_says(arms, word) for word in wanted.words[:LONGEST_SEARCH].split()]


def _says(arms: "QuerySet[Arm]", word: str) -> Q:
    """Tests with ``word`` in what was asked, expected, shown or learned. SQLite keeps other letters
    escaped in JSON."""
    shown = Q(variant__pain__title__icontains=word)
    for escaped in (True, False):
        shown |= Q(variant__parts__icontains=json.dumps(word, ensure_ascii=escaped)[1:-1])
    said = Q(pk__in=arms.filter(shown).values("experiment"))
    for name in ("name", "key", "hypothesis", "learning_note", "message__placement__name"):
        said |= Q(**{f"{name}__icontains": word})
    return said
