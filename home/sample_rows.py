"""Which rows the sample brand brought, what hangs on them, and taking both away again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import CASCADE, PROTECT, ForeignKey, Max, Model, Q, QuerySet

from experiments.models import Arm, Event, Experiment, ExperimentGoal, Goal
from messaging.models import Campaign, Message, Offer, Placement, Proof, Variant
from personas.models import Evidence, JourneyStage, PainPoint, Persona
from workspaces.access import MANAGE, Access
from workspaces.changes import record
from workspaces.membership import lock_workspace
from workspaces.models import DeliveryVersion, SampleRow, Workspace
from workspaces.row_order import deletion_order, link_models

APPS = ("personas", "messaging", "experiments")
"""Whose rows a sample consists of. People, keys and jobs are never part of it."""

PARENTS: dict[type[Model], str] = {Arm: "experiment", ExperimentGoal: "experiment"}
"""Rows without which their parent makes no sense: it goes with them."""

EMPTIED = ((Message, "live_variant"),)
"""Columns that are emptied although they are protected: the place stays, with nothing live."""

TOLD: dict[type[Model], tuple[str, str]] = {
    Persona: ("persona", "personas"),
    Evidence: ("quote", "quotes"),
    PainPoint: ("pain", "pains"),
    JourneyStage: ("stage of the journey", "stages of the journey"),
    Offer: ("offer", "offers"),
    Proof: ("proof", "proofs"),
    Campaign: ("campaign", "campaigns"),
    Placement: ("place", "places"),
    Message: ("message", "messages"),
    Variant: ("text", "texts"),
    Experiment: ("test", "tests"),
    Goal: ("goal", "goals"),
    Event: ("thing a visitor did", "things visitors did"),
}
"""What a person is told of, by the words of the pages. What only joins these goes with them."""

EXAMPLES = 3


VISITOR = "sample-"
"""So the id of every visitor begins whom the sample invented."""


@dataclass(frozen=True, slots=True)
class Told:
    """So many rows of one kind, with a few by name."""

    name: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes: rows of the sample, and rows of people's own that hang on them."""

    sample: list[Told]
    own: list[Told]
    dark: list[str]
    """Places of one's own where nothing is live afterwards."""


@dataclass(slots=True)
class _Gone:
    workspace: Workspace
    ids: dict[type[Model], set[int]] = field(default_factory=dict)

    def rows(self, model: type[Model]) -> "QuerySet[Any]":
        """The rows of a model that go. What nothing points to is asked for, not remembered."""
        rows = model._base_manager.filter(workspace=self.workspace)
        if model not in _leaves():
            return rows.filter(pk__in=self.ids.get(model, set()))
        wanted = Q(pk__in=self.ids.get(model, set()))
        for key in _keys(model):
            if key.remote_field.on_delete in (CASCADE, PROTECT):
                wanted |= Q(**{f"{key.name}__in": self.ids.get(_target(key), set())})
        if model is Event:  # a step on the way hangs on no test and on no goal
            wanted |= Q(experiment=None, simulated=True, visitor__startswith=VISITOR)
        return rows.filter(wanted)


@contextmanager
def remembered(workspace: Workspace) -> Iterator[None]:
    """Remember every row that comes into the workspace inside as one of the sample's."""
    models = _models()
    newest = {model: _rows(model, workspace).aggregate(pk=Max("pk"))["pk"] or 0 for model in models}
    yield
    SampleRow.objects.bulk_create(
        [
            SampleRow(workspace=workspace, model=model._meta.label_lower, row_id=pk)
            for model in models
            for pk in _rows(model, workspace)
            .filter(pk__gt=newest[model])
            .order_by("pk")
            .values_list("pk", flat=True)
        ],
        batch_size=500,
    )


def has_sample(workspace: Workspace) -> bool:
    return SampleRow.objects.for_workspace(workspace).exists()


def plan_removal(*, access: Access) -> Removal:
    """What would go, for a person to read before they say yes."""
    gone = _gone(access.workspace)
    brought = _brought(access.workspace)
    sample, own = [], []
    for model, names in TOLD.items():
        rows = gone.rows(model)
        ours = brought.get(model, set())
        # A sample's leaves can be many more than a statement may name, so they are subtracted.
        count = rows.count()
        if not count:
            continue
        kept = rows.filter(pk__in=ours).count()
        if kept:
            sample.append(Told(names[kept != 1], kept))
        if count > kept:
            named = rows.exclude(pk__in=ours).order_by("pk")[:EXAMPLES]
            examples = tuple(str(row) for row in named) if model not in _leaves() else ()
            own.append(Told(names[count - kept != 1], count - kept, examples))
    messages = _rows(Message, access.workspace).exclude(pk__in=gone.ids.get(Message, set()))
    dark = messages.filter(live_variant__in=gone.rows(_target(_live()))).select_related(
        "placement", "persona", "stage"
    )
    return Removal(sample, own, [str(row) for row in dark])


@transaction.atomic
def remove_sample(*, access: Access) -> bool:
    """Take the sample away with what hangs on it, running test included; False if there is none."""
    access.require(MANAGE)
    workspace = lock_workspace(access.workspace)
    if not has_sample(workspace):
        return False
    gone = _gone(workspace)
    # A recount holds its experiment while it writes, and begins anew where it is gone.
    list(gone.rows(Experiment).select_for_update().values_list("pk", flat=True))
    counted = {model._meta.label_lower: gone.rows(model).count() for model in _models()}
    _let_go(gone)
    # Leaves are found by what they hang on, so they go while that is still there.
    for model in _models():
        gone.rows(model).order_by()._raw_delete(connection.alias)
    SampleRow.objects.for_workspace(workspace).delete()
    DeliveryVersion.objects.bump(workspace.pk)
    record(
        access=access,
        action="sample removed",
        target=workspace,
        before={name: count for name, count in counted.items() if count},
    )
    return True


def _gone(workspace: Workspace) -> _Gone:
    gone = _Gone(workspace, {model: set(ids) for model, ids in _brought(workspace).items()})
    grew = True
    while grew:
        grew = False
        for model in _models():
            if model in _leaves():
                grew |= _take_parents(gone, model, gone.rows(model))
                continue
            found = gone.ids.setdefault(model, set())
            before = len(found)
            for key in _keys(model):
                if key.remote_field.on_delete not in (CASCADE, PROTECT) or _is_emptied(key):
                    continue
                hanging = _rows(model, workspace).filter(
                    **{f"{key.name}__in": gone.ids.get(_target(key), set())}
                )
                found.update(hanging.values_list("pk", flat=True))
            grew |= len(found) > before
            grew |= _take_parents(gone, model, _rows(model, workspace).filter(pk__in=found))
    return gone


def _take_parents(gone: _Gone, model: type[Model], rows: "QuerySet[Any]") -> bool:
    name = PARENTS.get(model)
    if name is None:
        return False
    key = next(key for key in _keys(model) if key.name == name)
    found = gone.ids.setdefault(_target(key), set())
    before = len(found)
    found.update(rows.values_list(f"{name}_id", flat=True))
    return len(found) > before


def _let_go(gone: _Gone) -> None:
    """Empty what stays from pointing to what goes."""
    for model in _models():
        for key in _keys(model):
            if key.null and (key.remote_field.on_delete is not CASCADE):
                pointing = _rows(model, gone.workspace).filter(
                    **{f"{key.name}__in": gone.ids.get(_target(key), set())}
                )
                extra: dict[str, Any] = {"live_since": None} if _is_emptied(key) else {}
                # Protected rows that point to each other go together and need no emptying.
                if key.remote_field.on_delete is not PROTECT or _is_emptied(key):
                    pointing.order_by().update(**{key.name: None}, **extra)
    for link, path in link_models():
        for key in _keys(link):
            target = _target(key)
            if target in gone.ids:
                owned = link._base_manager.filter(**{path: gone.workspace})
                owned.filter(**{f"{key.name}__in": gone.ids[target]}).delete()


def _brought(workspace: Workspace) -> dict[type[Model], set[int]]:
    by_label = {model._meta.label_lower: model for model in _models()}
    found: dict[type[Model], set[int]] = {}
    rows = SampleRow.objects.for_workspace(workspace).values_list("model", "row_id")
    for label, pk in rows:
        if label in by_label:
            found.setdefault(by_label[label], set()).add(pk)
    return found


def _models() -> list[type[Model]]:
    """What a sample may consist of, in the order in which it can be deleted."""
    return [model for model in deletion_order()[0] if model._meta.app_label in APPS]


def _leaves() -> set[type[Model]]:
    pointed_to = {_target(key) for model in _models() for key in _keys(model)}
    return {model for model in _models() if model not in pointed_to}


def _keys(model: type[Model]) -> "list[ForeignKey[Any, Any]]":
    return [
        key
        for key in model._meta.concrete_fields
        if isinstance(key, ForeignKey) and _target(key)._meta.app_label in APPS
    ]


def _target(key: "ForeignKey[Any, Any]") -> type[Model]:
    target = key.related_model
    assert isinstance(target, type)
    return target


def _live() -> "ForeignKey[Any, Any]":
    return next(key for key in _keys(Message) if key.name == "live_variant")


def _is_emptied(key: "ForeignKey[Any, Any]") -> bool:
    return (key.model, key.name) in EMPTIED


def _rows(model: type[Model], workspace: Workspace) -> "QuerySet[Any]":
    return model._base_manager.filter(workspace=workspace)
