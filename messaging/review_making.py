"""Laying copy before a client: which texts, under which address, until when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from messaging.channels import texts_of
from messaging.conflicts import RefusedError
from messaging.models import Campaign, CopyFlag, Placement, Review, ReviewItem, Variant
from messaging.remarks import blocking_faults
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, record, remove_row
from workspaces.public_tokens import new_public_token

LAID = (Variant.State.DRAFT, Variant.State.SUBMITTED, Variant.State.APPROVED)
MOST_TEXTS = 200
"""More nobody reads line by line; a second review takes the rest."""
MOST_REMINDED = 5
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 100
OPEN_FOR = timedelta(days=30)
LONGEST_OPEN = timedelta(days=366)


class ReviewError(RefusedError):
    """This cannot be laid before a client; the message says why, and what can."""

    code = "not_to_be_reviewed"


@dataclass(frozen=True, slots=True)
class Laying:
    """What the client is told. ``expires_at`` empty: in thirty days. ``remind`` are addresses."""

    name: str
    note: str = ""
    answer_by: datetime | None = None
    expires_at: datetime | None = None
    password: str = ""
    remind: Sequence[str] = ()
    campaign: Campaign | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """``left_out`` are texts that no client may see, each with the reason."""

    review: Review
    left_out: Sequence[tuple[Variant, str]] = field(default_factory=tuple)


def review_address(review: Review) -> str:
    """The address the client is sent to."""
    return str(settings.SITE_URL + reverse("review", args=[review.token]))


def texts_to_lay(
    *,
    access: Access,
    campaign: Campaign | None = None,
    placements: Collection[Placement] = (),
    chosen: Collection[int] = (),
    drafts: bool = False,
) -> list[Variant]:
    """The texts of a campaign, of places, or the ``chosen`` ones (ids), in the order of places.

    Drafts only where asked for or chosen by themselves; none that are retired or rejected.
    """
    access.require(EDIT)
    rows: QuerySet[Variant] = Variant.objects.for_workspace(access.workspace)
    rows = rows.filter(state__in=LAID)
    states = LAID if drafts else LAID[1:]
    found: set[int] = set(rows.filter(pk__in=chosen).values_list("pk", flat=True))
    placed = rows.filter(state__in=states, message__placement__archived_at=None)
    if campaign is not None:
        found |= set(
            placed.filter(message__placement__campaign=campaign).values_list("pk", flat=True)
        )
    if placements:
        at = placed.filter(message__placement__in=placements)
        found |= set(at.values_list("pk", flat=True))
    return list(
        rows.filter(pk__in=found)
        .select_related("message__placement", "pain")
        .order_by("message__placement__name", "message_id", "pk")
    )


def create_review(*, access: Access, laying: Laying, variants: Sequence[Variant]) -> Made:
    """A review of ``variants`` in their words of now, under an address nobody can guess.

    What repeats a customer who has not agreed, or whose words were taken back, is left out, for a
    client is somebody outside. ReviewError where nothing is left, or what is told cannot be.
    """
    access.require(EDIT)
    left_out = _not_for_clients(access, variants)
    reasons = {variant.pk for variant, _ in left_out}
    shown = [variant for variant in variants if variant.pk not in reasons]
    if not shown:
        raise ReviewError(_nothing(left_out))
    if len(shown) > MOST_TEXTS:
        raise ReviewError(f"A review holds {MOST_TEXTS} texts at most; these are {len(shown)}.")
    told = checked(
        {
            "name": laying.name,
            "note": laying.note,
            "answer_by": laying.answer_by,
            "expires_at": laying.expires_at or usual_end(laying.answer_by),
            "password": laying.password,
            "remind": list(laying.remind),
        }
    )
    review = Review(
        token=new_public_token(),
        campaign=laying.campaign,
        created_by=access.user,
        **told,
    )
    with one_record(access=access, action="created"):
        create_row(access=access, instance=review)
        ReviewItem.objects.bulk_create(
            ReviewItem(
                workspace=access.workspace,
                review=review,
                variant=variant,
                position=position,
                parts=variant.parts,
            )
            for position, variant in enumerate(shown)
        )
    return Made(review, tuple(left_out))


def usual_end(answer_by: datetime | None) -> datetime:
    """When a link stops working where nobody said: thirty days, or ten after the deadline."""
    end = timezone.now() + OPEN_FOR
    return max(end, answer_by + timedelta(days=10)) if answer_by else end


def _nothing(left_out: Sequence[tuple[Variant, str]]) -> str:
    if left_out:
        return f"None of these may be shown to a client. {left_out[0][1]}"
    return "There is no text to show. Write one, or choose drafts, too."


def _not_for_clients(access: Access, variants: Sequence[Variant]) -> list[tuple[Variant, str]]:
    flags = CopyFlag.objects.for_workspace(access.workspace).filter(
        variant__in=[each.pk for each in variants], settled_at=None
    )
    held = set(flags.values_list("variant_id", flat=True))
    faults = blocking_faults(access=access, variants=variants)
    found: list[tuple[Variant, str]] = []
    for variant in variants:
        unasked = [each for each in faults.get(variant.pk, ()) if each.code == "consent"]
        if variant.state not in LAID:
            found.append((variant, f"{variant.key} is {variant.get_state_display().lower()}."))
        elif not any(text.strip() for text in texts_of(variant.parts)):
            found.append((variant, f"{variant.key} has no words yet."))
        elif variant.pk in held:
            found.append((variant, f"{variant.key} repeats words that a customer took back."))
        elif unasked:
            found.append((variant, f"{variant.key} {unasked[0].message}"))
    return found


def checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """``changes`` as they are stored, the password hashed; ReviewError with what cannot be."""
    told = dict(changes)
    if "name" in told:
        told["name"] = " ".join(told["name"].split())
        if not told["name"]:
            raise ReviewError("Give it a name that the client knows it by.")
    if told.get("expires_at") is not None:
        now = timezone.now()
        if not now < told["expires_at"] <= now + LONGEST_OPEN:
            raise ReviewError("Let the link end some time between now and a year from now.")
    if "remind" in told:
        told["remind"] = _addresses(told["remind"])
    if "password" in told:
        given = told["password"]
        if given and not SHORTEST_PASSWORD <= len(given) <= LONGEST_PASSWORD:
            raise ReviewError(
                f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
            )
        told["password"] = make_password(given) if given else ""
    return told


def _addresses(given: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(address.strip().lower() for address in given if address.strip()))
    if len(found) > MOST_REMINDED:
        raise ReviewError(f"At most {MOST_REMINDED} people are reminded.")
    for address in found:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ReviewError(f"“{address[:80]}” is no e-mail address.") from error
    return found


def change_review(*, access: Access, review: Review, changes: Mapping[str, Any]) -> bool:
    """Set name, note, deadline, end, password or addresses; True if anything differed.

    Another deadline is reminded of again. ReviewError as when it was made, or where the link would
    end before the deadline.
    """
    access.require(EDIT)
    told = checked(changes)
    by = told.get("answer_by", review.answer_by)
    ends = told.get("expires_at", review.expires_at)
    if by is not None and ends is not None and ends < by:
        raise ReviewError("The link would end before the deadline. Let it last longer.")
    if "answer_by" in told and told["answer_by"] != review.answer_by:
        told["reminded_at"] = None
    return change_row(access=access, instance=review, changes=told)


def close_review(*, access: Access, review: Review) -> bool:
    """Take no more answers; False if it was closed before. What was said stays."""
    access.require(EDIT)
    return _switch(access, review, "closed", closed=True)


def reopen_review(*, access: Access, review: Review) -> bool:
    """Take answers again under the same link; one that ended is open for another thirty days."""
    access.require(EDIT)
    return _switch(access, review, "reopened", closed=False)


@transaction.atomic
def _switch(access: Access, review: Review, action: str, *, closed: bool) -> bool:
    now = timezone.now()
    rows = Review.objects.for_workspace(access.workspace).filter(pk=review.pk)
    changes: dict[str, Any] = {"closed_at": now if closed else None}
    if closed:
        moved = rows.filter(closed_at=None).update(**changes)
    else:
        if review.expires_at <= now:
            changes["expires_at"] = now + OPEN_FOR
        moved = rows.exclude(closed_at=None, expires_at__gt=now).update(**changes)
    if not moved:
        return False
    before = {name: str(getattr(review, name) or "") for name in changes}
    for name, value in changes.items():
        setattr(review, name, value)
    after = {name: str(value or "") for name, value in changes.items()}
    record(access=access, action=action, target=review, before=before, after=after)
    return True


def remove_review(*, access: Access, review: Review) -> None:
    """Delete it with what was said; drafts made of it stay."""
    access.require(EDIT)
    remove_row(access=access, instance=review)
