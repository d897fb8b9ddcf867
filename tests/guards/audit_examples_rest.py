"""Examples of the REST surface: what they share, and those of Listen and Map."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from experiments.goals import create_goal
from experiments.models import QuarantinedEvent
from messaging.models import Campaign
from personas.models import EvidenceLink
from tests import make
from tests.guards import audit_examples_map as listen_map
from tests.guards import audit_examples_write as write
from tests.guards.audit_examples_settings import job
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.models import Job

Body = Callable[[Scene], Mapping[str, Any]]


def rows_of(
    name: str,
    model: str,
    make_row: Callable[[Scene], Any],
    *,
    new: Body | None = None,
    change: Mapping[str, Any] | None = None,
    remove: bool = True,
    again: int = 0,
) -> list[Example]:
    """A list that is added to, and its rows, changed and removed."""
    found = []
    if new is not None:
        found.append(
            Example(
                f"api-{name}-list",
                "created",
                model,
                lambda scene: Ask(data=new(scene)),
                again=again,
            )
        )
    if change is not None:
        found.append(
            Example(
                f"api-{name}-detail",
                "changed",
                model,
                lambda scene: Ask(make_row(scene), change),
                method="PATCH",
            )
        )
    if remove:
        found.append(
            Example(
                f"api-{name}-detail",
                "removed",
                model,
                lambda scene: Ask(make_row(scene)),
                method="DELETE",
            )
        )
    return found


def on_row(
    name: str, action: str, target: str, make_row: Callable[[Scene], Any], **more: Any
) -> Example:
    data = more.pop("data", {})
    return Example(name, action, target, lambda scene: Ask(make_row(scene), data), **more)


def persona(scene: Scene) -> Any:
    return make.make_persona(scene.workspace)


def pain(scene: Scene) -> Any:
    return make.make_pain(scene.workspace)


def quote(scene: Scene) -> Any:
    return make.make_evidence(scene.workspace)


def campaign(scene: Scene) -> Campaign:
    return Campaign.objects.create(workspace=scene.workspace, name="Spring")


def confirmed(scene: Scene) -> EvidenceLink:
    return listen_map.suggestion(scene, state=EvidenceLink.State.CONFIRMED)


def bad_event(scene: Scene) -> QuarantinedEvent:
    """One that is good by now: its goal has been made since."""
    goal = create_goal(access=scene.access, key="trial", name="Trial")
    body = {
        "id": "0192f0c1-2222-7000-8000-000000000001",
        "type": "conversion",
        "visitor": "v1",
        "goal": goal.key,
    }
    return QuarantinedEvent.objects.create(
        workspace=scene.workspace,
        received_at=timezone.now(),
        code="unknown_goal",
        detail="There was no such goal.",
        body=body,
    )


def decide(scene: Scene) -> Ask:
    experiment = scene.started()
    winner = write.rival(experiment)
    return Ask(experiment, {"winner": winner.key, "reason": "It reads better."})


def counts(scene: Scene) -> Ask:
    experiment = scene.started()
    keys = [arm.key for arm in experiment.arms.select_related("variant")]
    rows = [{"arm": key, "day": "2026-11-20", "n": 100, "x": 3} for key in keys]
    return Ask(experiment, {"counts": rows})


def experiment_body(scene: Scene) -> dict[str, Any]:
    asked = write.planned(scene)
    goal = make.make_goal(scene.workspace)
    return {
        "name": "Which pain?",
        "message": asked.blank,
        "variants": asked.data["rivals"],
        "goal": goal.pk,
        "key": "which-pain",
    }


def kept(scene: Scene) -> Ask:
    place, about, name = write.draft(scene)
    return Ask(place, {"pain": about.pk, "count": 3, "drafts": [name]})


def variant_step(name: str, state: str, action: str, target: str = "variant", **m: Any) -> Example:
    return on_row(
        f"api-variant-{name}", action, target, lambda scene: write.variant(scene, state=state), **m
    )


LISTEN_AND_MAP = [
    on_row("api-job-cancel", "cancelled", "job", lambda scene: job(scene, Job.State.QUEUED)),
    *rows_of(
        "persona",
        "persona",
        persona,
        new=lambda scene: {"name": "Ann", "key": "ann"},
        change={"name": "Beth"},
    ),
    *rows_of(
        "pain",
        "painpoint",
        pain,
        new=lambda scene: {"persona": persona(scene).pk, "title": "Receipts"},
        change={"title": "Other receipts"},
    ),
    *rows_of(
        "evidence",
        "evidence",
        quote,
        new=lambda scene: {"text": "It took all Sunday.", "source": "interview"},
        change={"text": "It took two Sundays."},
    ),
    Example(
        "api-evidence-import",
        "quotes added",
        "workspace",
        lambda scene: Ask(data={"rows": [{"text": "One."}, {"text": "Two."}]}),
        via="import",
    ),
    Example("api-evidence-suggest", "links suggested", "workspace", listen_map.similar),
    on_row(
        "api-evidence-reject-suggestions",
        "suggestions rejected",
        "evidence",
        lambda scene: listen_map.suggestion(scene).evidence,
    ),
    Example(
        "api-evidence-link-list",
        "quotes attached",
        "painpoint",
        lambda scene: Ask(data={"evidence": quote(scene).pk, "pain": pain(scene).pk}),
    ),
    Example(
        "api-evidence-link-detail",
        "quote detached",
        "evidencelink",
        lambda scene: Ask(confirmed(scene)),
        method="DELETE",
    ),
    on_row(
        "api-evidence-link-confirm", "suggestions confirmed", "workspace", listen_map.suggestion
    ),
    *rows_of(
        "stage",
        "journeystage",
        lambda scene: make.make_stage(scene.workspace),
        new=lambda scene: {"name": "Asking", "kind": "considering", "key": "asking"},
        change={"name": "Other"},
    ),
    *rows_of(
        "transition",
        "transition",
        listen_map.transition,
        new=listen_map.two_stages,
        change={"event": "calls"},
    ),
    *rows_of(
        "stage-pain",
        "stagepain",
        listen_map.stage_pain,
        new=listen_map.stage_and_pain,
        change={"intensity": 5},
    ),
]
