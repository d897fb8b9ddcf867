"""What to test next: for each place with live copy, the pain or the way of telling it with the best
chance to do better, why, and what may come of it.

The chance is that of the model of resonance, for the persona and stage of the place; a pain that
nobody has tried is as likely to be good as those that were tried. Where no test has taught
anything yet, the opportunity of the pain decides, and no lift is promised.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from experiments.learned import percent
from experiments.models import Experiment
from experiments.planning import Pace, paces_of
from experiments.resonance import Better, Cell, ResonanceTable
from experiments.test_next_rank import Standing, rank
from messaging.coverage import Coverage, coverage
from messaging.models import Message, Variant
from messaging.pairs import Change, framework_name
from messaging.writing.frameworks import frameworks
from personas.models import PainPoint
from workspaces.access import VIEW, Access

MOST = 12
"""So many suggestions are shown: more are not read."""
LEAST_CHANCE = 0.4
"""A text that is this likely to do better is worth a test: it may be a new one nobody has tried."""
BUSY = (Experiment.State.RUNNING, Experiment.State.PAUSED, Experiment.State.PLANNED)


@dataclass(frozen=True)
class Suggestion:
    """A test worth making. ``change`` says what would differ from the live text, ``becomes`` in
    words; ``better`` is what the model expects of it, None where nothing was tested. ``rival`` is
    an approved text that says it already, ``drafted`` one that still has to be approved."""

    message: Message
    change: Change
    now: str
    becomes: str
    better: Better | None
    is_tried: bool
    opportunity: float | None
    is_gap: bool
    daily: float | None
    rival: Variant | None
    drafted: Variant | None
    cell: str
    reason: str
    score: float


def suggestions(*, access: Access, table: ResonanceTable) -> list[Suggestion]:
    """The best pain and the best framework for each message with live copy, the best first.

    Messages with a test under way or planned have their question already.
    """
    access.require(VIEW)
    messages = list(
        Message.objects.for_workspace(access.workspace)
        .filter(live_variant__pain__isnull=False, placement__archived_at=None)
        .exclude(experiments__state__in=BUSY)
        .select_related(
            "placement", "persona", "stage", "transition", "live_variant__pain__persona"
        )
    )
    if not messages:
        return []
    known = _Known.of(access, table, messages)
    found = [
        best
        for message in messages
        for best in (_best(known.pains(message)), _best(known.frameworks(message)))
        if best is not None
    ]
    return sorted(found, key=lambda each: (-each.score, each.message.pk))[:MOST]


def _best(found: list[Suggestion]) -> Suggestion | None:
    """The most promising one, unless tests speak against all of them."""
    hopeful = [each for each in found if each.better is None or each.better.chance >= LEAST_CHANCE]
    return max(hopeful, key=lambda each: each.score, default=None)


@dataclass(frozen=True)
class _Known:
    """All that the suggestions stand on, fetched at once."""

    table: ResonanceTable
    map: Coverage
    paces: Mapping[int, Pace]
    texts: Mapping[int, list[Variant]]

    @classmethod
    def of(cls, access: Access, table: ResonanceTable, messages: list[Message]) -> "_Known":
        texts: dict[int, list[Variant]] = defaultdict(list)
        open_states = (Variant.State.APPROVED, Variant.State.SUBMITTED, Variant.State.DRAFT)
        rows = Variant.objects.for_workspace(access.workspace).filter(
            message__in=[message.pk for message in messages], state__in=open_states
        )
        for row in rows:
            texts[row.message_id].append(row)
        return cls(
            table,
            coverage(access=access),
            paces_of(access=access, messages=messages),
            texts,
        )

    def pains(self, message: Message) -> list[Suggestion]:
        live = message.live_variant
        assert live is not None
        now = live.pain
        assert now is not None
        stage = _stage_of(message)
        cell = self.table.cell_for("pain", message.persona_id or now.persona_id, stage)
        found = []
        for row in self.map.rows:
            pain = row.pain
            if pain.pk == now.pk or pain.persona_id != now.persona_id:
                continue
            here = next((c for c in row.cells if (c.stage.pk if c.stage else None) == stage), None)
            is_gap = here is not None and here.gap > 0 and not here.copy.live
            standing = Standing(
                better=_better(cell, str(pain.pk), str(now.pk)),
                opportunity=row.opportunity.score,
                opportunity_now=self._score_of(now),
                is_gap=is_gap,
                daily=self._daily(message),
            )
            found.append(
                self._suggestion(
                    message, Change("pain", str(pain.pk)), now.title, pain.title, cell, standing
                )
            )
        return found

    def frameworks(self, message: Message) -> list[Suggestion]:
        """Only ways of telling it that were tried: an untried one needs no reason but curiosity."""
        live = message.live_variant
        assert live is not None
        if not live.framework or live.pain is None:
            return []
        persona = message.persona_id or live.pain.persona_id
        cell = self.table.cell_for("framework", persona, _stage_of(message))
        if cell is None:
            return []
        now = framework_name(live.framework)
        found = []
        for level in cell.levels:
            better = _better(cell, level.key, live.framework)
            if level.key == live.framework or better is None or level.key not in frameworks():
                continue
            standing = Standing(better=better, daily=self._daily(message))
            change = Change("framework", level.key)
            found.append(self._suggestion(message, change, now, level.name, cell, standing))
        return found

    def _suggestion(
        self,
        message: Message,
        change: Change,
        now: str,
        becomes: str,
        cell: Cell | None,
        standing: Standing,
    ) -> Suggestion:
        better = standing.better
        rival, drafted = self._texts(message, change)
        return Suggestion(
            message=message,
            change=change,
            now=now,
            becomes=becomes,
            better=better,
            is_tried=bool(better and better.key),
            opportunity=standing.opportunity,
            is_gap=standing.is_gap,
            daily=standing.daily,
            rival=rival,
            drafted=drafted,
            cell=cell.name if cell and better else "",
            reason=_reason(now, becomes, cell, standing),
            score=rank(standing),
        )

    def _texts(self, message: Message, change: Change) -> tuple[Variant | None, Variant | None]:
        """An approved text of the message that has the change made, and one in work."""
        live = message.live_variant
        assert live is not None
        own = [
            text
            for text in self.texts.get(message.pk, ())
            if text.pk != live.pk and _is_changed(text, live, change)
        ]
        rival = next((each for each in own if each.state == Variant.State.APPROVED), None)
        return rival, next((each for each in own if each.state != Variant.State.APPROVED), None)

    def _daily(self, message: Message) -> float | None:
        pace = self.paces.get(message.pk)
        return pace.daily if pace else None

    def _score_of(self, pain: PainPoint) -> float:
        return next((r.opportunity.score for r in self.map.rows if r.pain.pk == pain.pk), 0.0)


def _is_changed(text: Variant, live: Variant, change: Change) -> bool:
    """Whether ``text`` differs from the live one in this and in nothing else that is noted."""
    pain = change.to if change.factor == "pain" else str(live.pain_id)
    framework = change.to if change.factor == "framework" else live.framework
    return str(text.pain_id) == pain and text.framework == framework


def _stage_of(message: Message) -> int | None:
    if message.transition is not None:
        return int(message.transition.to_stage_id)
    return message.stage_id


def _better(cell: Cell | None, key: str, over: str) -> Better | None:
    """``key`` against ``over``; an untried level stands for those that no test has shown."""
    if cell is None:
        return None
    return cell.better(key, over) or cell.better("", over)


def _reason(now: str, becomes: str, cell: Cell | None, standing: Standing) -> str:
    better = standing.better
    parts = []
    if better is not None and cell is not None and better.key:
        parts.append(
            f"Tests of {cell.name} give “{becomes}” {better.chance * 100:.0f} % chance "
            f"to beat “{now}”: "
            f"{percent(better.point)} expected ({percent(better.low)} to {percent(better.high)})."
        )
    elif better is not None and cell is not None:
        parts.append(
            f"Nobody has tested “{becomes}” yet. By what other tests of {cell.name} showed, a new "
            f"one beats “{now}” with {better.chance * 100:.0f} % chance "
            f"({percent(better.low)} to {percent(better.high)})."
        )
    else:
        parts.append(f"No test has compared “{becomes}” with “{now}” or its like yet.")
    if standing.opportunity is not None:
        than = standing.opportunity_now or 0.0
        parts.append(
            f"Its opportunity is {standing.opportunity:.1f} of 20, that of today {than:.1f}."
        )
    if standing.is_gap:
        parts.append("No live copy speaks to it here.")
    if standing.daily is not None:
        parts.append(f"About {standing.daily:,.0f} visitors a day come by.")
    return " ".join(parts)
