"""Where the lines of an export lead: account, campaign, ad group and final link of each."""

from collections.abc import Iterable, Iterator, Mapping

from messaging.campaigns_links import Leading, leading
from messaging.channels import Channel
from messaging.models import Campaign, Destination
from messaging.sharing.leaving import Leaving, Told
from messaging.sharing.lines import Line
from messaging.utm import UnusableUrlError, build
from workspaces.models import Workspace


def with_destinations(
    workspace: Workspace, channels: Mapping[str, Channel], lines: Iterable[Line], told: Told
) -> Iterator[Leaving]:
    """``lines`` with their place in the ad account and their link. Two queries for all of them.

    Each link carries utm_content with the variant's key, once; a link that cannot be used is told
    and left empty.
    """
    campaigns = {row.name: row for row in Campaign.objects.for_workspace(workspace)}
    rows = Destination.objects.for_workspace(workspace)
    destinations = {(row.campaign_id, row.channel): row for row in rows}
    known: dict[tuple[str, str], Leading | None] = {}
    for line in lines:
        place = (line.campaign, line.channel)
        if place not in known:
            campaign, channel = campaigns.get(line.campaign), channels.get(line.channel)
            if campaign is None or channel is None:
                known[place] = None
            else:
                destination = destinations.get((campaign.pk, line.channel))
                known[place] = leading(campaign, channel, destination, line.key)
                _warn(known[place], line.campaign, told)
        yield _leaving(line, campaigns.get(line.campaign), known[place])


def _leaving(line: Line, campaign: Campaign | None, leads: Leading | None) -> Leaving:
    destination = leads.destination if leads else None
    link = ""
    if leads is not None and leads.link:
        try:
            link = build(leads.final_url, leads.utm, line.key if leads.utm else "")
        except UnusableUrlError:  # told once, for the whole campaign
            link = ""
    return Leaving(
        line=line,
        parts=line.parts,
        account=destination.account if destination else "",
        campaign=(destination.campaign_name if destination else "") or line.campaign,
        ad_group=(destination.ad_group if destination else "")
        or (campaign.ad_group if campaign else "")
        or line.placement,
        link=link,
        bare_link=leads.final_url if leads and link else "",
    )


def _warn(leads: Leading | None, campaign: str, told: Told) -> None:
    if leads is None:
        return
    for problem in leads.problems:
        told.warn(f"The link of {campaign} on {leads.channel.name}: {problem}")
    if "utm_content" in leads.kept:
        told.warn(
            f"The link of {campaign} on {leads.channel.name} has a utm_content of its own, which "
            "stays. Results there can then not be matched to a text by their link."
        )
