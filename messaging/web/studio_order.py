"""The order of drafts as it stands in an address: the same address leads to the same drafts."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from messaging.drafting import MOST_STEPS, WISHES, Order, Step
from messaging.models import Message
from messaging.web.forms import OrderForm
from personas.rank_pains import rank_pains
from workspaces.access import Access

DRAFTS = 6
STEP = re.compile(rf"({'|'.join(WISHES)})-([0-9a-f]{{16}}|v[0-9]{{1,18}})-([0-9]{{1,6}})")


def read_order(data: QueryDict, access: Access, message: Message) -> tuple[Order | None, OrderForm]:
    """What is to be written about; the pain with the most to win where none is chosen."""
    persona = message.persona
    given: dict[str, Any] = {name: value for name, value in data.items() if value}
    if "pain" not in given:
        ranked = rank_pains(access=access, persona=persona)
        if ranked:
            given["pain"] = str(ranked[0].pain.pk)
    given.setdefault("count", str(DRAFTS))
    given.setdefault("seed", "1")
    fixed = bool(message.stage_id or message.transition_id)
    form = OrderForm(given, access=access, persona=persona, fixed_stage=fixed)
    if not form.is_valid():
        return None, form
    cleaned = form.cleaned_data
    return (
        Order(
            pain=cleaned["pain"],
            stage=cleaned.get("stage"),
            seed=cleaned["seed"],
            count=cleaned["count"],
            framework=cleaned["framework"],
            steps=_steps(data.getlist("step")),
        ),
        form,
    )


def _steps(texts: list[str]) -> tuple[Step, ...]:
    """The steps that ``texts`` name, as far as they can be read."""
    found: list[Step] = []
    for text in texts[:MOST_STEPS]:
        match = STEP.fullmatch(text)
        if match is None:
            break
        found.append(Step(match[1], match[2], int(match[3]) or 1))
    return tuple(found)


def order_fields(order: Order) -> list[tuple[str, str]]:
    """The order as (name, value), for an address or for hidden fields."""
    values: list[tuple[str, Any]] = [
        ("pain", order.pain.pk),
        ("stage", order.stage.pk if order.stage else ""),
        ("framework", order.framework),
        ("count", order.count),
        ("seed", order.seed),
        *(("step", step) for step in order.steps),
    ]
    return [(name, str(value)) for name, value in values if value]


def order_query(order: Order, **more: Any) -> str:
    """The address of an order, with ``more`` after it."""
    return urlencode([*order_fields(order), *more.items()])


def others(order: Order) -> Order:
    """The order that leads to other drafts of the same kind."""
    if order.steps:
        last = order.steps[-1]
        return replace(order, steps=(*order.steps[:-1], replace(last, seed=last.seed + 1)))
    return replace(order, seed=order.seed + 1)


def with_step(order: Order, do: str, of: str) -> Order | None:
    """The order that goes on from the text ``of``; None where it has gone on often enough.

    From a kept text a new way begins, since that text can be found without the steps before."""
    if of.startswith("v"):
        return replace(order, steps=(Step(do, of),))
    if len(order.steps) >= MOST_STEPS:
        return None
    return replace(order, steps=(*order.steps, Step(do, of)))


def ways_on(order: Order, name: str) -> dict[str, str]:
    """Wish -> address of what one may ask for next about the text ``name``."""
    found = {do: with_step(order, do, name) for do in WISHES}
    return {do: order_query(each) for do, each in found.items() if each is not None}
