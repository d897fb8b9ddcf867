"""The texts that are, or may at any moment be, in front of visitors."""

from typing import Any

from django.db.models import F, Q, QuerySet

from messaging.being_shown import shown_elsewhere
from messaging.models import Variant
from workspaces.access import Access


def shown_texts(access: Access) -> "QuerySet[Any]":
    """What visitors read now: live texts, and those in running tests. One query more for tests."""
    rows: QuerySet[Any] = Variant.objects.for_workspace(access.workspace)
    return rows.filter(
        Q(message__live_variant=F("pk")) | Q(pk__in=shown_elsewhere(access.workspace))
    ).order_by("pk")


def usable_texts(access: Access) -> "QuerySet[Any]":
    """Those, and what is approved and can go live with one press."""
    rows: QuerySet[Any] = Variant.objects.for_workspace(access.workspace)
    return rows.filter(
        Q(state=Variant.State.APPROVED) | Q(pk__in=shown_elsewhere(access.workspace))
    ).order_by("pk")
