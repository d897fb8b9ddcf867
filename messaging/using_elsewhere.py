"""Texts that stand in ad accounts, e-mail tools and pages we do not serve: say so, and say when
that ends. While a text is in use somewhere it counts as live (``messaging/live_texts.py``)."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from messaging.conflicts import AlreadyThereError, WrongStateError
from messaging.live_texts import not_over
from messaging.models import InUse, Variant
from messaging.voice_check import rules_changed
from personas.over_time import today_in
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.models import Job, TenantModel, Workspace

WHERE: Mapping[str, str] = MappingProxyType(
    {
        "google_ads": "Google Ads",
        "microsoft_ads": "Microsoft Advertising",
        "meta": "Meta (Facebook, Instagram)",
        "linkedin": "LinkedIn",
        "x": "X",
        "tiktok": "TikTok",
        "mailchimp": "Mailchimp",
        "hubspot": "HubSpot",
        "braze": "Braze",
        "klaviyo": "Klaviyo",
        "mautic": "Mautic",
        "listmonk": "listmonk",
        "sendgrid": "SendGrid",
        "salesforce": "Salesforce",
        "sms": "An SMS tool",
        "website": "A website of ours",
        "other": "Somewhere else",
    }
)
"""Key of a platform -> how people call it."""
LONGEST_PLACE = 120
ROWS_AT_ONCE = 500
IDS_TOLD = 20
PLACES_TOLD = 3


def in_use_now(workspace: Workspace) -> set[int]:
    """The ids of the texts that are in use somewhere today. In queries, ``live_texts.in_use`` asks
    the database instead."""
    rows = InUse.objects.for_workspace(workspace).filter(not_over(workspace))
    return set(rows.order_by().values_list("variant_id", flat=True))


def uses_of(access: Access, variants: Sequence[Variant]) -> "QuerySet[InUse]":
    """Where these texts are in use or were: what goes on first, then the newest."""
    rows: QuerySet[InUse] = InUse.objects.for_workspace(access.workspace).filter(
        variant__in=[each.pk for each in variants]
    )
    goes_on_first = F("until").desc(nulls_first=True)
    return rows.select_related("created_by").order_by(goes_on_first, "-since", "-pk")


def mark_in_use(
    *,
    access: Access,
    variants: Collection[int],
    where: str,
    place: str = "",
    how: InUse.How = InUse.How.HAND,
    since: date | None = None,
    job: Job | None = None,
) -> int:
    """Say that these texts (ids) are in use there now, ``since`` a day or today; of how many that
    was not known. One audit record; none where nothing is new.

    ValueError for a place nobody knows or a day to come. A text whose use was to end some day to
    come goes on without an end.
    """
    access.require(EDIT)
    if where not in WHERE:
        raise ValueError("We do not know this place. Choose one of the list.")
    today = today_in(access.workspace)
    since = since or today
    if since > today:
        raise ValueError("This day is still to come. Say it when the text is there.")
    place = " ".join(place.split())[:LONGEST_PLACE]
    new = InUse(
        workspace=access.workspace,
        where=where,
        place=place,
        since=since,
        how=how,
        job=job,
        created_by=access.user,
    )
    asked = sorted(set(variants))
    changed: list[int] = []
    with transaction.atomic():
        for at in range(0, len(asked), ROWS_AT_ONCE):
            changed += _mark(access, asked[at : at + ROWS_AT_ONCE], new)
        if changed:
            told = {"where": where, "place": place, "since": since.isoformat(), "how": str(how)}
            _record(access, "in use", changed, told)
            rules_changed(access)
    return len(changed)


def _mark(access: Access, variants: list[int], new: InUse) -> list[int]:
    """Rows like ``new`` for the texts that have none; the texts it made a difference to."""
    # Locked, so that two who say it at once make one row; and no text goes meanwhile.
    rows = Variant.objects.for_workspace(access.workspace).select_for_update(of=("self",))
    wanted = list(rows.filter(pk__in=variants).order_by("pk").values_list("pk", flat=True))
    there = InUse.objects.for_workspace(access.workspace).filter(
        not_over(access.workspace), variant__in=wanted, where=new.where, place=new.place
    )
    going = set(there.filter(until=None).order_by().values_list("variant_id", flat=True))
    ending = dict(there.exclude(until=None).order_by("-pk").values_list("variant_id", "pk"))
    longer = {pk: use for pk, use in ending.items() if pk not in going}
    InUse.objects.for_workspace(access.workspace).filter(pk__in=longer.values()).update(until=None)
    fresh = [pk for pk in wanted if pk not in going and pk not in longer]
    InUse.objects.bulk_create([_like(new, pk) for pk in fresh])
    return sorted({*fresh, *longer})


def _like(new: InUse, variant: int) -> InUse:
    row = copy(new)
    row.variant_id = variant
    return row


def end_use(*, access: Access, use: InUse, until: date | None = None) -> InUse:
    """Say that a text is not there any more, since ``until`` or today. WrongStateError where that
    was said already; ValueError where it would end before it began."""
    if not end_uses(access=access, uses=[use.pk], until=until):
        raise WrongStateError("Somebody has said already that it is not there any more.")
    use.refresh_from_db()
    return use


def end_uses(*, access: Access, uses: Collection[int], until: date | None = None) -> int:
    """The same for several uses (ids), as one change; how many were still going on."""
    access.require(EDIT)
    today = today_in(access.workspace)
    ends = until or today
    with transaction.atomic():
        rows = InUse.objects.for_workspace(access.workspace).select_for_update()
        going = rows.filter(not_over(access.workspace), pk__in=list(uses)).order_by("pk")
        found = list(going)
        if any(use.since > ends for use in found):
            raise ValueError("It ends before it begins. Choose a later day.")
        found = [use for use in found if use.until != ends]
        if not found:
            return 0
        ids = [use.pk for use in found]
        InUse.objects.for_workspace(access.workspace).filter(pk__in=ids).update(until=ends)
        told = {"until": ends.isoformat(), "uses": ids[:IDS_TOLD]}
        _record(access, "use ended", sorted({use.variant_id for use in found}), told)
    return len(found)


def resume_use(*, access: Access, use: InUse) -> InUse:
    """Take back that a use ended. WrongStateError where it goes on; AlreadyThereError where the
    text was said to be there anew meanwhile."""
    access.require(EDIT)
    with transaction.atomic():
        rows = InUse.objects.for_workspace(access.workspace)
        stored = rows.select_for_update().get(pk=use.pk)
        if stored.until is None:
            raise WrongStateError("It is in use there.")
        again = rows.filter(
            variant=stored.variant_id, where=stored.where, place=stored.place, until=None
        )
        if again.exists():
            raise AlreadyThereError("It is in use there already, since another day.")
        rows.filter(pk=use.pk).update(until=None)
        told = {"where": stored.where, "place": stored.place, "uses": [stored.pk]}
        _record(access, "use resumed", [stored.variant_id], told)
        rules_changed(access)
    use.refresh_from_db()
    return use


def place_of(use: InUse) -> str:
    """Where it stands, as people read it."""
    return _named(use.where, use.place)


def places_used(workspace: Workspace, **of: Any) -> str:
    """Where the texts that ``of`` finds (``variant__message=...``) are in use today, in words;
    empty where none of them is. One query."""
    rows = InUse.objects.for_workspace(workspace).filter(not_over(workspace), **of)
    found = rows.order_by("where", "place").values_list("where", "place").distinct()
    names = [_named(where, place) for where, place in found[: PLACES_TOLD + 1]]
    if len(names) > PLACES_TOLD:
        names[PLACES_TOLD:] = ["more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _named(where: str, place: str) -> str:
    name = WHERE.get(where, where)
    return f"{name}: {place}" if place else name


def _record(access: Access, action: str, variants: list[int], told: Mapping[str, object]) -> None:
    """One record: on the text where it is one, else on the workspace with their number."""
    target: TenantModel | Workspace = access.workspace
    if len(variants) == 1:
        target = Variant.objects.for_workspace(access.workspace).get(pk=variants[0])
    else:
        told = {**told, "number": len(variants), "variants": variants[:IDS_TOLD]}
    record(access=access, action=action, target=target, after=told)
