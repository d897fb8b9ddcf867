"""The accounts of all tests of a workspace: what each was worth, and what stands beside the sum."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Subquery
from django.utils import timezone

from experiments.models import (
    Arm,
    DeliverySettings,
    Experiment,
    ExperimentGoal,
    Goal,
    Look,
    Phase,
    ResonanceReading,
)
from experiments.standing_looks import last_that_stands
from experiments.value import Account, Amount, ArmShown, Lift, Worth, total, worth_of
from experiments.value_holdout import HoldoutLift, holdout_lift
from workspaces.access import VIEW, Access

DRAFTS = (Experiment.State.DRAFT, Experiment.State.PLANNED)
LEFT_OUT = {
    "aa": "showed the same text twice",
    "optimiser": "left the split to a platform’s optimiser, which is no test",
    "broken": "did not split visitors as planned, so the counts cannot be trusted",
    "bandit": "sent more visitors to what did better, so its lifts flatter",
    "simulated": "had simulated visitors",
    "unread": "counted nobody so far",
}
DEFAULT_CURRENCY = "EUR"


@dataclass(frozen=True)
class ValueRow:
    """One test with its worth; ``is_value`` where the goal is money or time, not a conversion."""

    experiment: Experiment
    goal: Goal
    verdict: str
    simulated: bool
    account: Account
    worth: Worth

    @property
    def is_value(self) -> bool:
        return bool(self.goal.kind == Goal.Kind.VALUE)


@dataclass(frozen=True)
class ValueReport:
    """All of it. ``conversions`` is None where there is no conversion goal; ``money`` None where no
    goal has a worth. ``unpriced`` names goals without one. ``only_simulated``: every visitor was
    invented, so none of it is real. ``holdout`` counts converted visitors in no test and in any."""

    rows: tuple[ValueRow, ...]
    conversions: Amount | None
    money: Amount | None
    cost: float
    since: date | None
    currency: str
    unpriced: tuple[str, ...]
    left_out: tuple[tuple[int, str], ...]
    only_simulated: bool
    holdout: Mapping[str, Any]
    holdout_lift: HoldoutLift | None

    @property
    def unpriced_names(self) -> str:
        return ", ".join(self.unpriced) + "."

    @property
    def undecided(self) -> int:
        return sum(1 for row in self.rows if row.verdict in ("keep_going", "no_difference"))

    @property
    def lost(self) -> int:
        return sum(1 for row in self.rows if row.verdict == "loser")

    @property
    def won(self) -> int:
        return sum(1 for row in self.rows if row.verdict == "winner")


def value_report(*, access: Access) -> ValueReport:
    """Every test that was ever started, in six queries."""
    access.require(VIEW)
    workspace = access.workspace
    experiments = _started(workspace.pk)
    looks = {
        look.experiment_id: look
        for look in Look.objects.filter(
            workspace_id=workspace.pk, pk__in=[each.look for each in experiments if each.look]
        )
    }
    ids = [each.pk for each in experiments]
    goals = _goals(workspace.pk, ids)
    positions = _positions(workspace.pk, ids)
    held_back = set(
        Phase.objects.filter(
            workspace_id=workspace.pk, experiment__in=ids, kind=Phase.Kind.HOLDBACK
        ).values_list("experiment_id", "number")
    )
    left_out: dict[str, int] = defaultdict(int)
    counted: list[tuple[Any, Goal, Look]] = []
    for experiment in experiments:
        look, goal = looks.get(experiment.pk), goals.get(experiment.pk)
        reason = _why_not(experiment, look)
        if reason or look is None or goal is None:
            left_out[reason or "unread"] += 1
        else:
            counted.append((experiment, goal, look))
    only_simulated = bool(counted) and all(_is_simulated(look) for _, _, look in counted)
    if not only_simulated:
        left_out["simulated"] += sum(1 for _, _, look in counted if _is_simulated(look))
        counted = [each for each in counted if not _is_simulated(each[2])]
    zone = ZoneInfo(workspace.time_zone)
    accounts = [
        _account(experiment, goal, look, positions, held_back, zone)
        for experiment, goal, look in counted
    ]
    worths = worth_of(accounts, timezone.localdate(timezone=zone))
    rows = tuple(
        ValueRow(experiment, goal, look.analysis["verdict"], _is_simulated(look), account, worth)
        for (experiment, goal, look), account, worth in zip(counted, accounts, worths, strict=True)
    )
    settings = DeliverySettings.objects.filter(workspace_id=workspace.pk).first()
    bodies = ResonanceReading.objects.filter(workspace_id=workspace.pk)
    kept = bodies.values_list("body__holdout", flat=True).first() or {}
    return _report(rows, settings, left_out, only_simulated, kept)


def _report(
    rows: Sequence[ValueRow],
    settings: DeliverySettings | None,
    left_out: dict[str, int],
    only_simulated: bool,
    holdout: Mapping[str, Any],
) -> ValueReport:
    conversions = [row.worth.total for row in rows if not row.is_value]
    money = [row.worth.money for row in rows if row.worth.money is not None]
    costs = [row.worth.cost * (row.account.worth or 0.0) for row in rows]
    unpriced = {row.goal.name for row in rows if row.worth.money is None}
    return ValueReport(
        rows=tuple(sorted(rows, key=lambda row: (row.account.started, row.account.key))),
        conversions=total(conversions) if conversions else None,
        money=total(money) if money else None,
        cost=sum(costs),
        since=min((row.account.started for row in rows), default=None),
        currency=settings.currency if settings else DEFAULT_CURRENCY,
        unpriced=tuple(sorted(unpriced)),
        left_out=tuple((left_out[key], why) for key, why in LEFT_OUT.items() if left_out[key]),
        only_simulated=only_simulated,
        holdout=holdout,
        holdout_lift=holdout_lift(
            holdout.get("held_out", 0), holdout.get("others", 0), holdout.get("share", 0.0)
        ),
    )


def _started(workspace_id: int) -> list[Any]:
    last = last_that_stands(workspace_id)
    return list(
        Experiment.objects.filter(workspace_id=workspace_id, started_at__isnull=False)
        .exclude(state__in=DRAFTS)
        .select_related("message", "message__placement")
        .annotate(look=Subquery(last.values("pk")[:1]))
    )


def _goals(workspace_id: int, ids: list[int]) -> dict[int, Goal]:
    links = ExperimentGoal.objects.filter(
        workspace_id=workspace_id, experiment__in=ids, role=ExperimentGoal.Role.PRIMARY
    )
    return {link.experiment_id: link.goal for link in links.select_related("goal")}


def _positions(workspace_id: int, ids: list[int]) -> dict[tuple[int, int], int]:
    """(experiment, variant) -> position of its arm."""
    rows = Arm.objects.filter(workspace_id=workspace_id, experiment__in=ids)
    return {
        (experiment, variant): position
        for experiment, variant, position in rows.values_list(
            "experiment_id", "variant_id", "position"
        )
    }


def _is_simulated(look: Look) -> bool:
    return bool(look.totals.get("simulated"))


def _why_not(experiment: Experiment, look: Look | None) -> str:
    if experiment.is_aa:
        return "aa"
    if experiment.split_by == Experiment.SplitBy.OPTIMISER:
        return "optimiser"
    if experiment.allocation != Experiment.Allocation.FIXED:
        return "bandit"
    if look is None:
        return "unread"
    return "broken" if look.analysis.get("verdict") == "broken" else ""


def _account(
    experiment: Any,
    goal: Goal,
    look: Look,
    positions: dict[tuple[int, int], int],
    held_back: set[tuple[int, int]],
    zone: ZoneInfo,
) -> Account:
    """What the statistics of one test say, as the sum wants it."""
    phases = [
        phase
        for phase in look.totals["phases"]
        if (experiment.pk, phase["number"]) not in held_back
    ]
    arms = len(phases[0]["n"]) if phases else 0
    shown = [sum(phase["n"][arm] for phase in phases) for arm in range(arms)]
    # [conversions, sum, sum of squares] of the control
    cells = [phase["goals"].get(goal.key, [[0, 0.0, 0.0]])[0] for phase in phases]
    is_value = goal.kind == Goal.Kind.VALUE
    gained = sum(cell[1] if is_value else cell[0] for cell in cells)
    told = look.analysis.get("goals", {}).get(goal.key, {}).get("arms", ())
    started = experiment.started_at
    ended = experiment.stopped_at or experiment.decided_at or look.taken_at
    days = max((ended - started).total_seconds() / 86_400, 1.0)
    return Account(
        key=experiment.pk,
        message=experiment.message_id,
        started=_day(started, zone),
        ended=_day(ended, zone),
        base=gained / shown[0] if arms and shown[0] else 0.0,
        rivals=tuple(
            ArmShown(visitors, _lift(arm["corrected_lift"]))
            for visitors, arm in zip(shown[1:], told, strict=False)
        ),
        daily=sum(shown) / days,
        given=_given(experiment, positions),
        decided=_day(experiment.decided_at, zone) if experiment.decided_at else None,
        until=_until(experiment, zone),
        worth=goal.worth if not is_value else goal.worth or 1.0,
        higher_is_better=goal.direction == Goal.Direction.UP,
    )


def _given(experiment: Experiment, positions: dict[tuple[int, int], int]) -> int | None:
    """The place among the rivals of the text that everybody got; None for the old one."""
    if experiment.winner_id is None or experiment.decided_at is None:
        return None
    position = positions.get((experiment.pk, experiment.winner_id), 0)
    return position - 1 if position > 0 else None


def _until(experiment: Experiment, zone: ZoneInfo) -> date | None:
    """The day on which the winner stopped being the live text, as far as that is known."""
    message = experiment.message
    if experiment.winner_id is None or message.live_variant_id == experiment.winner_id:
        return None
    return _day(message.live_since, zone) if message.live_since else None


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return timezone.localdate(moment, zone)


def _lift(told: dict[str, float] | None) -> Lift | None:
    if not told or None in (told["low"], told["high"]):
        return None
    return Lift(told["low"], told["point"], told["high"])
