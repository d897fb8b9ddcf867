"""The final link of one text: where its campaign leads, with utm_content naming the text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from messaging.channels import Channel
from messaging.channels_here import channel_for
from messaging.models import Campaign, Destination, Variant
from messaging.utm import (
    UnusableUrlError,
    already_there,
    build,
    carrying,
    layered,
    problems,
)
from workspaces.access import VIEW, Access


@dataclass(frozen=True, slots=True)
class TextLink:
    """``link`` is empty where there is no final URL or it cannot be used; ``problems`` says why,
    and what else would go wrong. ``kept`` are the utm_* the final URL had of its own."""

    link: str
    problems: tuple[str, ...]
    kept: tuple[str, ...]
    campaign: Campaign | None


def utm_of(channel: Channel, campaign: Campaign, destination: Destination | None) -> dict[str, str]:
    """What the links of ``campaign`` say on ``channel``: the channel's usual source and medium
    and the campaign's name, unless the campaign, or its destination there, says otherwise."""
    named = {"campaign": slugify(campaign.name)}
    return layered(channel.utm, named, campaign.utm, destination.utm if destination else {})


def link_of_text(*, access: Access, variant: Variant) -> TextLink:
    """The link that belongs under ``variant``; load it with its placement and campaign.

    One query where the placement has a campaign, and one more where that says where it leads.
    """
    access.require(VIEW)
    placement = variant.message.placement
    campaign = placement.campaign
    if campaign is None:
        return TextLink("", (), (), None)
    destination: Destination | None = (
        Destination.objects.for_workspace(access.workspace)
        .filter(campaign=campaign, channel=placement.channel)
        .first()
    )
    carried: dict[str, str] = {}
    if (destination and destination.final_url) or campaign.final_url:
        for carries in _carriers:
            carried |= carries(variant)
    return link_to(
        channel=channel_for(access=access, key=placement.channel),
        campaign=campaign,
        destination=destination,
        key=variant.key,
        carried=carried,
    )


def link_to(
    *,
    channel: Channel,
    campaign: Campaign,
    destination: Destination | None,
    key: str,
    carried: Mapping[str, str],
) -> TextLink:
    """The link of the text called ``key``, with what else it carries. Asks nothing."""
    final = (destination.final_url if destination else "") or campaign.final_url
    if not final:
        return TextLink("", (), (), campaign)
    try:
        link = carrying(build(final, utm_of(channel, campaign, destination), key), carried)
    except UnusableUrlError:
        link = ""
    return TextLink(link, tuple(problems(final)), tuple(already_there(final)), campaign)


Carries = Callable[[Variant], Mapping[str, str]]
"""What the link under a text carries besides utm_*, where an app above this one reads it."""

_carriers: list[Carries] = []


def also_carries(carries: Carries) -> None:
    """Have ``carries`` asked, too. Once, however often it is said."""
    if carries not in _carriers:
        _carriers.append(carries)
