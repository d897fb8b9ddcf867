"""Where the copy of a campaign leads: the final link of each channel, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from messaging.channels import Channel
from messaging.channels_here import channels_of
from messaging.models import Campaign, Destination
from messaging.utm import UnusableUrlError, already_there, build, layered, problems
from workspaces.access import VIEW, Access

A_KEY = "key-of-the-text"
"""Stands for the key of a text, which every text's own link carries as utm_content."""


@dataclass(frozen=True, slots=True)
class Leading:
    """One channel of a campaign. ``link`` is empty where there is none or it cannot be used;
    ``kept`` are the utm_* that the final URL carried already."""

    channel: Channel
    destination: Destination | None
    final_url: str
    utm: Mapping[str, str]
    link: str
    problems: tuple[str, ...]
    kept: tuple[str, ...]


def leads_of(*, access: Access, campaign: Campaign, content: str = A_KEY) -> list[Leading]:
    """Where each channel of ``campaign`` leads, in the campaign's order. One query."""
    access.require(VIEW)
    rows = Destination.objects.for_workspace(access.workspace).filter(campaign=campaign)
    by_channel = {row.channel: row for row in rows}
    here = channels_of(access)
    return [
        leading(campaign, here[key], by_channel.get(key), content)
        for key in campaign.channels
        if key in here
    ]


def leading(
    campaign: Campaign, channel: Channel, destination: Destination | None, content: str
) -> Leading:
    """Where one channel of ``campaign`` leads, for the text whose key is ``content``."""
    own = destination.utm if destination else {}
    utm = layered(channel.utm, campaign.utm, own)
    final = (destination.final_url if destination else "") or campaign.final_url
    link = ""
    if final:
        try:
            link = build(final, utm, content if utm else "")
        except UnusableUrlError:
            link = ""
    return Leading(
        channel=channel,
        destination=destination,
        final_url=final,
        utm=utm,
        link=link,
        problems=tuple(problems(final)) if final else (),
        kept=tuple(already_there(final)) if final else (),
    )
