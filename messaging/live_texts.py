"""The texts that are, or may at any moment be, in front of customers: here, and elsewhere.

A text counts as live where we show it (the live text of a message, a text of a running test) and
while it is in use elsewhere (``InUse``): in an ad account, an e-mail tool, on a page of others.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from messaging.being_shown import shown_elsewhere
from messaging.models import InUse, Variant
from personas.over_time import today_in
from workspaces.access import Access
from workspaces.models import Workspace


def not_over(workspace: Workspace) -> Q:
    """The uses that go on today: without an end, or with one to come."""
    return Q(until__isnull=True) | Q(until__gt=today_in(workspace))


def in_use(workspace: Workspace, text: str = "pk") -> Exists:
    """Whether the text whose id the column ``text`` holds is in use elsewhere today, as a condition
    for queries. It costs no query of its own."""
    uses = InUse.objects.for_workspace(workspace).filter(not_over(workspace))
    return Exists(uses.order_by().filter(variant=OuterRef(text)))


def is_live(workspace: Workspace, text: str = "pk") -> Q:
    """Whether a variant is the live text of its message or in use elsewhere; texts of running tests
    come on top (``messaging/being_shown.py``). ``text`` is the path to the variant's id."""
    before = text.removesuffix("pk")
    return Q(**{f"{before}message__live_variant": F(text)}) | Q(in_use(workspace, text))


def used_elsewhere(workspace: Workspace, variants: Iterable[Variant]) -> set[int]:
    """Those of the texts (their ids) that are in use elsewhere today. One query."""
    rows = InUse.objects.for_workspace(workspace).filter(
        not_over(workspace), variant__in=[each.pk for each in variants]
    )
    return set(rows.order_by().values_list("variant_id", flat=True))


def shown_texts(access: Access) -> "QuerySet[Any]":
    """What customers read now: live texts, those in running tests, and those in use elsewhere. One
    query more for tests."""
    rows: QuerySet[Any] = Variant.objects.for_workspace(access.workspace)
    return rows.filter(
        is_live(access.workspace) | Q(pk__in=shown_elsewhere(access.workspace))
    ).order_by("pk")


def usable_texts(access: Access) -> "QuerySet[Any]":
    """Those, and what is approved and can go live with one press."""
    rows: QuerySet[Any] = Variant.objects.for_workspace(access.workspace)
    shown = Q(pk__in=shown_elsewhere(access.workspace)) | Q(in_use(access.workspace))
    return rows.filter(Q(state=Variant.State.APPROVED) | shown).order_by("pk")
