"""When in their journey does somebody read this? Guessed from its words, else from its channel.

Never more than a guess: it says what it goes by, and a person confirms it.  [pure]
"""

import re
from collections.abc import Mapping

_WORDS: tuple[tuple[str, str], ...] = (
    ("left", r"we miss you|come back|it’?s been a while|win you back|since you left"),
    ("at_risk", r"before you go|cancel(?:l?ing|lation)?|stay with us|your plan ends|renew"),
    ("advocate", r"refer a friend|invite a friend|recommend us|leave a review|rate us"),
    ("using", r"welcome|your account|getting started|your first|new feature|how to use|your order"),
    (
        "deciding",
        r"pricing|prices?|free trial|try (?:it )?free|start free|book a demo|buy now|money.back"
        r"|guarantee|per month|order now",
    ),
    ("considering", r"compare|versus|vs\.?|alternative to|better than|how it works|reviews of"),
)
"""Kind of stage -> words that are said there; the first that fits counts."""
_PATTERNS = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _WORDS]
_CHANNELS: Mapping[str, tuple[str, str]] = {
    "google_rsa": ("considering", "whoever reads a search ad is looking for something"),
    "microsoft_rsa": ("considering", "whoever reads a search ad is looking for something"),
    "google_pmax": ("aware", "such ads reach people who have shown some interest"),
    "google_display": ("unaware", "a display ad stands where nobody looks for it"),
    "meta_ad": ("unaware", "an ad in a feed reaches people who look for nothing"),
    "tiktok_ad": ("unaware", "an ad in a feed reaches people who look for nothing"),
    "x_post": ("aware", "a post is read by people who follow the subject"),
    "linkedin_ad": ("aware", "an ad in a feed of colleagues is read about work"),
    "linkedin_message": ("aware", "it is written to people who have not asked for it"),
    "web_hero": ("considering", "whoever is on a page has come to look"),
    "web_banner": ("considering", "whoever is on a page has come to look"),
    "landing_section": ("considering", "whoever reads on is weighing it up"),
}


def guess_stage(channel: str, text: str) -> tuple[str, str]:
    """The kind of stage and why we think so; both empty where nothing tells."""
    for kind, pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            return kind, f"it says “{found.group()}”"
    return _CHANNELS.get(channel, ("", ""))
