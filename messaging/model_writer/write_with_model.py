"""Writing drafts with a model: asked for, then done one call after another by a job.

Every draft asked for leaves one row as soon as it is there, usable or not; so a job that was cut
short begins after the last row and pays for none twice.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from messaging.model_writer.constants import MOST_DRAFTS, NONSENSE_IN_A_ROW
from messaging.model_writer.one_draft import LEFT, DraftMaker, first_line
from messaging.model_writer.prompt import build_prompt
from messaging.model_writer.spending import NoModelError, provider_of
from messaging.model_writer.store_drafts import store_draft
from messaging.model_writer.tokens import cost_of, estimate_messages, expected_tokens
from messaging.models import Message, ModelCall, ModelDraft, ModelProvider
from messaging.taken_again import HELD, repeats_what_went
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.frameworks import Framework, frameworks
from messaging.writing.select import UnknownFrameworkError
from personas.models import JourneyStage, PainPoint
from workspaces.access import EDIT, VIEW, Access
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job

WRITE = "messaging.write_with_model"


@dataclass(frozen=True, slots=True)
class ModelOrder:
    """What a model is asked for; without ``framework`` those that fit take turns."""

    pain: PainPoint
    stage: JourneyStage | None = None
    framework: str = ""
    count: int = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """Before a job: what it will take, in tokens and in the provider's money."""

    tokens: int
    cost: Decimal


def request_model_drafts(*, access: Access, message: Message, order: ModelOrder) -> Job:
    """Ask for drafts. NoModelError without a model that is on, UnknownFrameworkError."""
    access.require(EDIT)
    provider = provider_of(access)
    if provider is None or not provider.is_on:
        raise NoModelError("No language model is switched on. An owner can do that in Settings.")
    if order.framework and order.framework not in frameworks():
        raise UnknownFrameworkError(f"there is no framework {order.framework!r}")
    arguments = {
        "message": message.pk,
        "pain": order.pain.pk,
        "stage": order.stage.pk if order.stage else None,
        "framework": order.framework,
        "count": max(1, min(order.count, MOST_DRAFTS)),
    }
    return enqueue(access=access, kind=WRITE, arguments=arguments)


def estimate(brief: Brief, provider: ModelProvider, count: int) -> Estimate:
    """What ``count`` drafts will about take, one in three asked for twice."""
    prompt = build_prompt(brief, framework=None, nonce="0" * 16)
    into = estimate_messages(prompt.messages) * count * 4 // 3
    out = expected_tokens(brief.channel) * count * 4 // 3
    return Estimate(into + out, cost_of(into, out, provider.price_in, provider.price_out))


def last_job(access: Access, message: Message) -> Job | None:
    """The newest job that writes for ``message``."""
    access.require(VIEW)
    rows = Job.objects.for_workspace(access.workspace)
    found: Job | None = (
        rows.filter(kind=WRITE, arguments__message=message.pk).order_by("-pk").first()
    )
    return found


def write_with_model(run: JobRun) -> dict[str, Any]:
    """The job. Its result counts drafts; JobFailed says what to do where it could not go on."""
    message, order = _order(run)
    access = run.access
    brief = compose_brief(access=access, message=message, pain=order.pain, stage=order.stage)
    plan = _plan(brief, order)
    stored = list(ModelDraft.objects.for_workspace(access.workspace).filter(job=run.job))
    begun = [first_line(row.parts) for row in stored]
    writer = DraftMaker(run, brief, count=order.count, written=begun)
    in_vain = 0
    for number in range(len(stored), order.count):
        run.progress(number, order.count, f"Writing draft {number + 1}")
        writer.number = number
        # Anew for each: a model takes its time, and words taken back meanwhile are sent nowhere.
        message, order = _order(run)
        writer.brief = compose_brief(
            access=access, message=message, pain=order.pain, stage=order.stage
        )
        made = writer.draft(plan[number % len(plan)] if plan else None)
        with transaction.atomic():
            run.hold()
            if repeats_what_went(access, writer.brief, made.parts):
                made = replace(made, rejected=made.rejected or HELD)
            store_draft(run, message, order.pain, order.stage, writer.brief, made)
        in_vain = 0 if made.parts else in_vain + 1
        if in_vain == NONSENSE_IN_A_ROW and number + 1 < order.count:
            raise JobFailed(
                f"{in_vain} answers in a row could not be used, so we asked for no more. "
                f"The last one: {made.rejected} Another model may do better.{LEFT}"
            )
    run.progress(order.count, order.count, "Done")
    return _result(run)


def _order(run: JobRun) -> tuple[Message, ModelOrder]:
    """What the job's arguments name. JobFailed where it has been removed since."""
    given, workspace = run.arguments, run.access.workspace
    message = Message.objects.with_aims().filter(workspace=workspace, pk=given["message"]).first()
    pain = (
        PainPoint.objects.for_workspace(workspace)
        .select_related("persona")
        .filter(pk=given["pain"])
        .first()
    )
    if message is None or pain is None:
        raise JobFailed("The message or the pain this was to be about has been removed.")
    stages = JourneyStage.objects.for_workspace(workspace)
    stage = stages.filter(pk=given["stage"]).first() if given["stage"] else None
    return message, ModelOrder(pain, stage, given["framework"], int(given["count"]))


def _plan(brief: Brief, order: ModelOrder) -> list[Framework]:
    """The frameworks to write in, in turn: the one asked for, else those that speak at this stage
    and have what they cannot do without."""
    if order.framework and order.framework in frameworks():
        return [frameworks()[order.framework]]
    return [
        each
        for each in frameworks().values()
        if brief.stage.kind in each.moves and all(_has(brief, need) for need in each.needs)
    ]


def _has(brief: Brief, need: str) -> bool:
    """Whether the brief has what a framework needs; of a need we do not know the model may judge,
    since no phrase depends on it."""
    known = {
        "quote": any(quote.may_quote for quote in brief.quotes),
        "objection": bool(brief.persona.objections),
        "criteria": bool(brief.persona.choice_criteria),
        "proof": bool(brief.offer.proofs),
        "relief": bool(brief.offer.reliefs),
        "cost": bool(brief.pain.cost),
        "trigger": bool(brief.pain.trigger),
    }
    return known.get(need, True)


def _result(run: JobRun) -> dict[str, Any]:
    rows = ModelDraft.objects.for_workspace(run.access.workspace).filter(job=run.job)
    drafts = list(rows)
    calls = ModelCall.objects.for_workspace(run.access.workspace).filter(job=run.job)
    took = calls.aggregate(into=Sum("tokens_in"), out=Sum("tokens_out"), cost=Sum("cost"))
    model = drafts[-1].model if drafts else ""
    return {
        "title": f"Drafts by {model}",
        "offered": sum(not row.rejected for row in drafts),
        "held_back": sum(bool(row.rejected) for row in drafts),
        "tokens": (took["into"] or 0) + (took["out"] or 0),
        "cost": f"{took['cost'] or Decimal(0):f}",
    }
