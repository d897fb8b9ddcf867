"""Which tests the rows of a file would reach, before anything is stored.

Looked up for a few hundred rows at a time, in a fixed number of queries. The recount decides; here
stands what it will find unless a visitor is left out for another reason.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from experiments.delivery.events import ParsedEvent
from experiments.delivery.snapshot import Snapshot
from experiments.models import Event, EventClass, EventType, Experiment, Goal, VisitorAlias


class Matches:
    """Adds up what rows would do. ``known``: rows that are there already."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._tests = {goal.id: goal.experiments for goal in snapshot.goals.values()}
        goals = Goal.objects.filter(workspace_id=snapshot.workspace_id)
        self._windows = {
            pk: timedelta(days=days) for pk, days in goals.values_list("pk", "window_days")
        }
        self.good = self.known = self.nobody = self.unused = 0
        self._inside: dict[tuple[int, int], int] = defaultdict(int)
        self._outside: dict[tuple[int, int], int] = defaultdict(int)

    def add(self, events: Sequence[ParsedEvent]) -> None:
        """Rows that intake would take."""
        if not events:
            return
        self.good += len(events)
        ids = [event.id for event in events]
        known = Event.objects.filter(workspace_id=self._snapshot.workspace_id, event_id__in=ids)
        self.known += known.count()
        visitors = self._visitors_of(events)
        seen = self._first_seen({who for each in visitors.values() for who in each})
        for event in events:
            assert event.goal is not None
            tests = self._tests.get(event.goal, ())
            if not tests:
                self.unused += 1
                continue
            own = visitors[event.person if not event.visitor else event.visitor]
            is_somebody = False
            for test in tests:
                moments = [seen[(test, who)] for who in own if (test, who) in seen]
                if not moments:
                    continue
                is_somebody = True
                end = min(moments) + self._windows[event.goal]
                where = self._inside if min(moments) <= event.at < end else self._outside
                where[(test, event.goal)] += 1
            self.nobody += not is_somebody

    def as_json(self) -> dict[str, Any]:
        """For the job's result."""
        tests = self._inside.keys() | self._outside.keys()
        names = dict(
            Experiment.objects.filter(
                workspace_id=self._snapshot.workspace_id, pk__in={test for test, _ in tests}
            ).values_list("pk", "name")
        )
        goals = {goal.id: goal.key for goal in self._snapshot.goals.values()}
        return {
            "good": self.good,
            "known": self.known,
            "nobody": self.nobody,
            "unused": self.unused,
            "tests": [
                {
                    "id": test,
                    "name": names.get(test, ""),
                    "goal": goals.get(goal, ""),
                    "days": self._windows[goal].days,
                    "inside": self._inside.get((test, goal), 0),
                    "outside": self._outside.get((test, goal), 0),
                }
                for test, goal in sorted(tests)
            ],
        }

    def _visitors_of(self, events: Sequence[ParsedEvent]) -> dict[str, set[str]]:
        """Visitors by what names them: themselves, or a person."""
        visitors: dict[str, set[str]] = defaultdict(set)
        for event in events:
            if event.visitor:
                visitors[event.visitor].add(event.visitor)
        aliases = VisitorAlias.objects.filter(
            workspace_id=self._snapshot.workspace_id,
            person__in={event.person for event in events if not event.visitor},
        )
        for person, visitor in aliases.values_list("person", "visitor"):
            visitors[person].add(visitor)
        return visitors

    def _first_seen(self, visitors: set[str]) -> dict[tuple[int, str], datetime]:
        rows = Event.objects.filter(
            workspace_id=self._snapshot.workspace_id,
            experiment__in=[test.id for test in self._snapshot.experiments.values()],
            visitor__in=visitors,
            type=EventType.EXPOSURE,
            event_class=EventClass.HUMAN,
        )
        first = rows.order_by().values_list("experiment_id", "visitor").annotate(Min("at"))
        return {(test, visitor): at for test, visitor, at in first}
