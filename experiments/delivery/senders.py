"""Who sends an event, and whether a person or a program was behind it. Pure."""

import re
from dataclasses import dataclass
from typing import Any

from experiments.delivery.faults import FaultError

CLASSES = ("human", "bot", "machine_open", "preview", "forced")

BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|pingdom|uptime|monitor|preview|"
    r"facebookexternalhit|scrapy|phantomjs|selenium",
    re.IGNORECASE,
)
"""Programs that say so in their User-Agent. Not meant to catch those who hide, nor the HTTP
libraries of honest servers."""

MACHINE_OPENS = re.compile(
    r"\AMozilla/5\.0\Z|barracuda|mimecast|proofpoint|messagelabs|symantec|cloudmark|ironport|"
    r"fireeye|trendmicro|safe ?links",
    re.IGNORECASE,
)
"""Programs that open an e-mail before, or without, its reader: Apple's Mail Privacy Protection,
whose User-Agent is “Mozilla/5.0” and nothing else, and scanners that name themselves. The image
proxies of Gmail and Yahoo are not among them: they fetch when a person opens the message."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What we know of who sends: only a server's key may say what class an event has, name a
    person without a visitor, report goals that are for servers alone, or tell of long ago."""

    is_trusted: bool
    user_agent: str = ""


def class_of(raw: dict[str, Any], sender: Sender) -> str:
    """The class of an event. Raises FaultError for one that may not be said, or is none."""
    value = raw.get("class")
    if value is not None:
        if value not in CLASSES:
            raise FaultError("unknown_class", f"“class” is one of {', '.join(CLASSES)}.")
        if not sender.is_trusted:
            raise FaultError("class_not_allowed", "Only a secret key may send a “class”.")
        return str(value)
    agent = raw.get("user_agent") if sender.is_trusted else sender.user_agent
    if not agent:
        return "human"
    if not isinstance(agent, str):
        raise FaultError("bad_user_agent", "“user_agent” must be a text.")
    if MACHINE_OPENS.search(agent):
        return "machine_open"
    return "bot" if BOTS.search(agent) else "human"
