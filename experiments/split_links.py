"""Split links: one public address that sends visitors on to the page of their arm.

Delivery knows them by their token, so every change is announced to it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from experiments.models import Arm, SplitLink, SplitPage
from experiments.refusals import ExperimentRefusedError
from messaging.models import Placement, Variant
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, remove_row
from workspaces.models import DeliveryVersion

CHANGEABLE = ("name", "url", "is_on", "remembers")
MOST_LINKS = 200
"""In one workspace: they all lie in the memory of every process."""
ADDRESS = "Write a whole address that begins with https:// or http://."
ROUND_IN_CIRCLES = "That is a split link itself: visitors would be sent round in circles."
_is_address = URLValidator(schemes=["https", "http"], message=ADDRESS)

Pages = Mapping[Variant, str]
"""Where those go who get a text. An empty address: where everybody goes."""


def address_of_link(link: SplitLink) -> str:
    """The public address, whole."""
    return f"{settings.SITE_URL}{reverse('split-link-go', args=[link.token])}"


def check_address(url: str) -> str:
    """``url`` without blanks around it. ValidationError for anything visitors cannot be sent to:
    another scheme, a password in it, or a split link of ours."""
    url = url.strip()
    _is_address(url)
    parts, ours = urlsplit(url), urlsplit(settings.SITE_URL)
    if parts.username or parts.password:
        raise ValidationError("Leave out the name and the password: everybody would see them.")
    if parts.netloc == ours.netloc and parts.path.startswith(f"{ours.path}/go/"):
        raise ValidationError(ROUND_IN_CIRCLES)
    return url


def variants_of(access: Access, placement: Placement) -> "QuerySet[Variant]":
    """The texts of a placement that a page may be given for: approved, or an arm of a test."""
    arms = Arm.objects.for_workspace(access.workspace).filter(variant__message__placement=placement)
    return (
        Variant.objects.for_workspace(access.workspace)
        .filter(message__placement=placement)
        .filter(Q(state=Variant.State.APPROVED) | Q(pk__in=arms.values("variant")))
        .order_by("id")
    )


def create_split_link(
    *,
    access: Access,
    placement: Placement,
    name: str,
    url: str,
    is_on: bool = True,
    remembers: bool = False,
    pages: Pages | None = None,
) -> SplitLink:
    """A new link. ValidationError by field for addresses nobody can be sent to."""
    access.require(EDIT)
    if SplitLink.objects.for_workspace(access.workspace).count() >= MOST_LINKS:
        raise ExperimentRefusedError(
            "too_many", f"There are {MOST_LINKS} split links already: remove one first."
        )
    link = SplitLink(
        workspace=access.workspace,
        placement=placement,
        name=name,
        url=_checked("url", url),
        is_on=is_on,
        remembers=remembers,
    )
    link.clean_fields(exclude=["workspace"])
    with one_record(access=access, action="created", target=link):
        create_row(access=access, instance=link)
        _set_pages(access, link, pages or {})
        DeliveryVersion.objects.bump(access.workspace.pk)
    return link


def change_split_link(
    *, access: Access, link: SplitLink, changes: Mapping[str, Any], pages: Pages | None = None
) -> bool:
    """Change a link; True if anything differed. ``pages`` None leaves those as they are, else
    they are all of them. Its placement stays: whoever got the address came for that test."""
    access.require(EDIT)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise ExperimentRefusedError(
            "fixed", "The placement of a split link stays: make a new link for another."
        )
    values = dict(changes)
    if "url" in values:
        values["url"] = _checked("url", values["url"])
    with one_record(access=access, action="changed", target=link):
        changed = change_row(access=access, instance=link, changes=values)
        if pages is not None:
            changed = _set_pages(access, link, pages) or changed
        if changed:
            DeliveryVersion.objects.bump(access.workspace.pk)
    return changed


def remove_split_link(*, access: Access, link: SplitLink) -> None:
    """Delete a link: whoever opens it reads that there is no such page."""
    access.require(EDIT)
    with transaction.atomic():
        remove_row(access=access, instance=link)
        DeliveryVersion.objects.bump(access.workspace.pk)


def _checked(name: str, url: str) -> str:
    try:
        return check_address(url)
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def _set_pages(access: Access, link: SplitLink, pages: Pages) -> bool:
    """Make the link's pages these; True if anything differed."""
    wanted = {
        variant.pk: (variant, _checked("pages", url)) for variant, url in pages.items() if url
    }
    known = set(
        variants_of(access, link.placement).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    if set(wanted) - known:
        raise ValidationError({"pages": ["Give pages to approved texts of this placement only."]})
    stored = SplitPage.objects.for_workspace(access.workspace).select_for_update()
    changed = False
    for page in stored.filter(link=link):
        variant, url = wanted.pop(page.variant_id, (None, ""))
        if variant is None:
            remove_row(access=access, instance=page)
            changed = True
        else:
            changed = change_row(access=access, instance=page, changes={"url": url}) or changed
    for variant, url in wanted.values():
        page = SplitPage(workspace=access.workspace, link=link, variant=variant, url=url)
        create_row(access=access, instance=page)
        changed = True
    return changed
