"""What a marketer should do next, told from what the workspace holds."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from experiments.models import Experiment
from experiments.results import Headline, headlines_of
from home.handed_in_steps import handed_in
from home.pressing_steps import (
    clients_answered,
    proofs_ending,
    rules_broken,
    texts_with_you,
    themes_of_those_who_leave,
    words_taken_back,
)
from home.step import Step
from messaging.live_texts import is_live
from messaging.models import Placement, Variant
from personas.models import Evidence, EvidenceLink, PainPoint, Persona
from workspaces.access import APPROVE, EDIT, Access

GAPS_SHOWN = 3
READY_SHOWN = 5
UNDECIDED = (Experiment.State.RUNNING, Experiment.State.PAUSED, Experiment.State.STOPPED)
READY = ("winner", "loser", "no_difference", "broken")


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is of everything: one number for each station of the loop."""

    personas: int
    pains: int
    evidence: int
    unattached: int
    live: int
    waiting: int
    running: int


def totals(*, access: Access) -> Totals:
    workspace = access.workspace
    attached = EvidenceLink.objects.filter(
        evidence=OuterRef("pk"), state=EvidenceLink.State.CONFIRMED
    )
    evidence = Evidence.objects.for_workspace(workspace).aggregate(
        all=Count("pk"), unattached=Count("pk", filter=~Exists(attached) & Q(junk=""))
    )
    return Totals(
        personas=Persona.objects.for_workspace(workspace).filter(archived_at=None).count(),
        pains=PainPoint.objects.for_workspace(workspace).filter(archived_at=None).count(),
        evidence=evidence["all"],
        unattached=evidence["unattached"],
        live=Variant.objects.for_workspace(workspace).filter(is_live(workspace)).count(),
        waiting=Variant.objects.for_workspace(workspace)
        .filter(state=Variant.State.SUBMITTED)
        .count(),
        running=Experiment.objects.for_workspace(workspace)
        .filter(state=Experiment.State.RUNNING)
        .count(),
    )


def next_steps(*, access: Access, counts: Totals) -> list[Step]:
    """The most pressing first. A new workspace gets the first two stations of the loop."""
    if not counts.evidence and not counts.personas:
        return _beginning() if access.may(EDIT) else [_empty()]
    steps = [
        *words_taken_back(access),
        *rules_broken(access),
        *proofs_ending(access),
        *themes_of_those_who_leave(access),
        *_ready_experiments(access),
        *clients_answered(access),
        *texts_with_you(access),
        *_waiting(access, counts),
        *handed_in(access),
        *_gaps(access),
        *_unattached(counts),
        *_untested(access, counts),
    ]
    mine = [step for step in steps if access.may(step.needs)]
    return mine or [_ask_who_left() if access.may(EDIT) else _read_on()]


def _ask_who_left() -> Step:
    return Step(
        "Ask the ones who left",
        "Nothing is waiting. Ex-customers tell you most about what still hurts.",
        "Add what they say",
        "listen",
        icon="ear",
    )


def _read_on() -> Step:
    return Step(
        "Nothing waits for you",
        "Read what customers say in their own words: it is the quickest way to know them.",
        "Read quotes",
        "listen",
        icon="ear",
    )


def _empty() -> Step:
    return Step(
        "Nothing is here yet",
        "An editor of this workspace begins with what customers say.",
        "See who that is",
        "settings-people",
        icon="users",
    )


def _beginning() -> list[Step]:
    return [
        Step(
            "Bring in what customers say",
            "Reviews, support tickets, interview notes: one quote a line is enough.",
            "Add quotes",
            "listen",
            icon="ear",
        ),
        Step(
            "Say whose problem it is",
            "Copy that speaks to everybody is heard by nobody. Begin with one persona.",
            "Describe a persona",
            "map",
            icon="map",
        ),
    ]


def _ready_experiments(access: Access) -> list[Step]:
    """Tests with an answer that nobody has acted on; an archived one has been read."""
    open_ones = list(
        Experiment.objects.for_workspace(access.workspace).filter(
            state__in=UNDECIDED, archived_at=None
        )
    )
    headlines = headlines_of(
        workspace_id=access.workspace.pk, experiments=[row.pk for row in open_ones]
    )
    ready = [row for row in open_ones if row.pk in headlines and headlines[row.pk].verdict in READY]
    return [
        _broken(row, headlines[row.pk])
        if headlines[row.pk].verdict == "broken"
        else Step(
            f"{row.name} There is an answer"
            if row.name.endswith(("?", ".", "!"))
            else f"{row.name}: there is an answer",
            headlines[row.pk].sentence,
            "Read it and decide" if access.may(APPROVE) else "Read it",
            "test-experiment",
            row.pk,
            "flask-conical",
        )
        for row in ready[:READY_SHOWN]
    ]


def _broken(experiment: Experiment, headline: Headline) -> Step:
    ends = experiment.name.endswith(("?", ".", "!"))
    return Step(
        f"{experiment.name}{' The' if ends else ': the'} counts cannot be trusted",
        headline.sentence,
        "See what is wrong",
        "test-experiment",
        experiment.pk,
        "triangle-alert",
    )


def _waiting(access: Access, counts: Totals) -> list[Step]:
    if not counts.waiting:
        return []
    wait = f"{counts.waiting} {'texts wait' if counts.waiting != 1 else 'text waits'}"
    if access.may(APPROVE):
        title, label = f"{wait} for your yes or no", "Read and decide"
        why = "Until then nobody sees them."
    else:
        title, label = f"{wait} for a yes or no", "Read what waits"
        why = "An approver or owner says it; until then nobody sees them."
    return [Step(title, why, label, "write-approvals", icon="check")]


def _gaps(access: Access) -> list[Step]:
    live = Variant.objects.for_workspace(access.workspace).filter(
        is_live(access.workspace), pain=OuterRef("pk")
    )
    pains = (
        PainPoint.objects.for_workspace(access.workspace)
        .filter(archived_at=None)
        .exclude(Exists(live))
        .annotate(
            quotes=Count("links", filter=Q(links__state=EvidenceLink.State.CONFIRMED)),
        )
        .filter(quotes__gt=0)
        .select_related("persona")
        .order_by("-severity", "-quotes", "id")
    )
    return [
        Step(
            f"Nothing live speaks to “{pain.title}”",
            f"{pain.quotes} {'quotes say' if pain.quotes > 1 else 'quote says'} it hurts "
            f"{pain.persona.name}.",
            "Write for it",
            "write-gap",
            icon="pen-line",
            query=f"pain={pain.pk}",
            needs=EDIT,
        )
        for pain in pains[:GAPS_SHOWN]
    ]


def _unattached(counts: Totals) -> list[Step]:
    if not counts.unattached:
        return []
    many = counts.unattached != 1
    return [
        Step(
            f"{counts.unattached} {'quotes belong' if many else 'quote belongs'} to no pain yet",
            "A pain without quotes is a guess. We can suggest where each one fits.",
            "Sort them",
            "listen-suggestions",
            icon="quote",
            needs=EDIT,
        )
    ]


def _untested(access: Access, counts: Totals) -> list[Step]:
    has_place = Placement.objects.for_workspace(access.workspace).exists()
    if counts.running or not counts.live or not has_place:
        return []
    return [
        Step(
            "Your live copy is a guess until it is tested",
            "Put a second pain against it and see which one moves people.",
            "Plan a test",
            "test",
            icon="flask-conical",
            needs=EDIT,
        )
    ]
