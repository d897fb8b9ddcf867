"""What an ad platform would refuse, said before its file leaves.  [pure]

An ad that breaks a rule of the platform is left out and named with the reason; what a person
decides in the account, such as which ads of a group run, is a warning.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from messaging.channels import Channel
from messaging.channels.measure import check_parts
from messaging.sharing.leaving import Leaving, Told


def fit_for_platform(
    lines: Iterable[Leaving],
    channel: Channel,
    facts: Mapping[str, Any],
    longest: Mapping[str, str],
    told: Told,
) -> Iterator[Leaving]:
    """The ads among ``lines`` that the platform takes. ``channel`` is as the platform has it."""
    groups: Counter[tuple[str, str]] = Counter()
    for leaving in lines:
        key = leaving.line.key
        faults = [fault.message for fault in check_parts(channel, leaving.line.parts, longest)]
        faults += _pinned_too_much(leaving, facts)
        if faults:
            told.leave_out(key, " ".join(faults))
            continue
        if not leaving.campaign:
            told.warn(f"{key} belongs to no campaign: write one into its row.")
        if not leaving.link:
            told.warn(f"{key} has no link. Say on its campaign where it leads.")
        groups[(leaving.campaign, leaving.ad_group)] += 1
        yield leaving
    most = facts.get("enabled_ads_per_ad_group")
    for (campaign, group), many in groups.items():
        if most and many > most:
            where = f"{campaign}, {group}" if campaign else group
            told.warn(
                f"{where} gets {many} ads; at most {most} of a group can run. All arrive paused: "
                f"switch on {most} of them."
            )


def _pinned_too_much(leaving: Leaving, facts: Mapping[str, Any]) -> list[str]:
    """Microsoft wants a text left for every position."""
    found = []
    for part, name in (("headlines", "headline"), ("descriptions", "description")):
        positions = facts.get(f"{name}_positions", 0)
        pins = leaving.line.pins.get(part, {})
        texts = leaving.several(part)
        if positions and texts and len(pins) >= len(texts):
            missing = sorted(set(range(1, positions + 1)) - set(pins.values()))
            if missing:
                found.append(f"Every {name} is pinned, and none is left for position {missing[0]}.")
    return found
