"""Tokens of the month: set aside before a call, settled after it, never more than allowed.

What a call may take at most is written down before it is made, under the provider's lock. So two
jobs at once cannot both take what is left for one, and a worker that dies in the middle of a call
leaves it counted rather than forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from messaging.model_writer.asking import Reply
from messaging.model_writer.refusals import Endpoint
from messaging.model_writer.tokens import cost_of
from messaging.models import ModelCall, ModelProvider
from workspaces.access import VIEW, Access
from workspaces.cells import safe_cell
from workspaces.models import Job

Outcome = ModelCall.Outcome
UNDER_WAY = "This call was begun; what it took in the end is not known, so the most is counted."


class NoModelError(Exception):
    """No model is set up, or it is switched off. The text says so and where."""


class CapReachedError(Exception):
    """The month's tokens do not suffice for another call."""


@dataclass(frozen=True, slots=True)
class OutcomeUse:
    """How calls of the month ended this way, and what they took."""

    name: str
    calls: int
    tokens_in: int
    tokens_out: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class MonthUse:
    """One month of a workspace, in its own time zone."""

    begins: datetime
    rows: tuple[OutcomeUse, ...]

    @property
    def calls(self) -> int:
        return sum(row.calls for row in self.rows)

    @property
    def tokens_in(self) -> int:
        return sum(row.tokens_in for row in self.rows)

    @property
    def tokens_out(self) -> int:
        return sum(row.tokens_out for row in self.rows)

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    @property
    def cost(self) -> Decimal:
        return sum((row.cost for row in self.rows), Decimal(0))


def provider_of(access: Access) -> ModelProvider | None:
    """The workspace's provider, on or off."""
    found: ModelProvider | None = ModelProvider.objects.for_workspace(access.workspace).first()
    return found


def reserve(
    access: Access, *, job: Job | None, tokens_in: int, tokens_out: int, is_trial: bool = False
) -> tuple[ModelCall, Endpoint]:
    """Set aside the most a call may take. The endpoint is as it stands in the settings now; a
    trial may also ask one that is switched off.

    NoModelError, or CapReachedError where the month has not that much left.
    """
    with transaction.atomic():
        rows = ModelProvider.objects.for_workspace(access.workspace)
        # A write first: whoever comes second waits here, on every database.
        rows.update(monthly_tokens=F("monthly_tokens"))
        provider = rows.first()
        if provider is None or not (provider.is_on or is_trial):
            raise NoModelError(
                "No language model is switched on. An owner can do that under Settings, "
                "Language model."
            )
        used = used_tokens(access)
        if used + tokens_in + tokens_out > provider.monthly_tokens:
            raise CapReachedError(
                f"{used:,} of the {provider.monthly_tokens:,} tokens allowed for this month are "
                "used, too many for another draft. An owner can allow more under Settings, "
                "Language model; the phrase writer goes on without."
            )
        call = ModelCall.objects.create(
            workspace=access.workspace,
            job=job,
            model=provider.model,
            outcome=Outcome.FAILED,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost=cost_of(tokens_in, tokens_out, provider.price_in, provider.price_out),
            said=UNDER_WAY,
        )
    endpoint = Endpoint(
        provider.base_url, provider.model, provider.key.open(), float(provider.seconds)
    )
    return call, endpoint


def settle(access: Access, call: ModelCall, *, outcome: str, reply: Reply, said: str = "") -> None:
    """Replace what was set aside by what the call took."""
    _settle(access, call, outcome, reply.tokens_in, reply.tokens_out, said)


def settle_failure(access: Access, call: ModelCall, *, said: str, may_cost: bool) -> None:
    """A call without a reply: free, or, where the endpoint had the question, at most its tokens."""
    _settle(access, call, Outcome.FAILED, call.tokens_in if may_cost else 0, 0, said)


def _settle(
    access: Access, call: ModelCall, outcome: str, tokens_in: int, tokens_out: int, said: str
) -> None:
    provider = provider_of(access)
    prices = (provider.price_in, provider.price_out) if provider else (Decimal(0), Decimal(0))
    ModelCall.objects.for_workspace(access.workspace).filter(pk=call.pk).update(
        outcome=outcome,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost=cost_of(tokens_in, tokens_out, *prices),
        said=said[:300],
    )


def month_of(access: Access, moment: datetime | None = None) -> tuple[datetime, datetime]:
    """Where the month of ``moment`` (now) begins and ends in the workspace's time zone."""
    zone = ZoneInfo(access.workspace.time_zone)
    here = (moment or timezone.now()).astimezone(zone)
    begins = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    year, month = (begins.year, begins.month + 1) if begins.month < 12 else (begins.year + 1, 1)
    return begins, begins.replace(year=year, month=month)


def calls_of_month(access: Access, moment: datetime | None = None) -> "QuerySet[ModelCall]":
    begins, ends = month_of(access, moment)
    rows: QuerySet[ModelCall] = ModelCall.objects.for_workspace(access.workspace).filter(
        made_at__gte=begins, made_at__lt=ends
    )
    return rows


def used_tokens(access: Access) -> int:
    """Tokens of this month, those set aside included."""
    found = calls_of_month(access).aggregate(total=Sum(F("tokens_in") + F("tokens_out")))
    return int(found["total"] or 0)


def month_use(access: Access, moment: datetime | None = None) -> MonthUse:
    """What the month took, by how calls ended. One query."""
    access.require(VIEW)
    names = dict(Outcome.choices)
    rows = (
        calls_of_month(access, moment)
        .order_by()
        .values("outcome")
        .annotate(
            calls=Count("id"), into=Sum("tokens_in"), out=Sum("tokens_out"), money=Sum("cost")
        )
    )
    by_outcome = {row["outcome"]: row for row in rows}
    found = tuple(
        OutcomeUse(str(names[key]), row["calls"], row["into"], row["out"], Decimal(row["money"]))
        for key in names
        if (row := by_outcome.get(key))
    )
    return MonthUse(month_of(access, moment)[0], found)


HEADER = ("When", "Model", "How it ended", "Tokens in", "Tokens out", "Cost", "What was said")


def call_lines(access: Access, moment: datetime | None = None) -> Iterator[list[str]]:
    """Every call of the month as lines of a file, with a header."""
    access.require(VIEW)
    zone = ZoneInfo(access.workspace.time_zone)
    yield list(HEADER)
    for call in calls_of_month(access, moment).order_by("made_at", "id").iterator():
        yield [
            call.made_at.astimezone(zone).isoformat(timespec="seconds"),
            safe_cell(call.model),
            call.get_outcome_display(),
            str(call.tokens_in),
            str(call.tokens_out),
            f"{call.cost:f}",
            safe_cell(call.said),
        ]
