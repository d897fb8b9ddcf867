"""The brands the writing tests work with, and briefs of them."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from messaging.brand_document import BrandDocument, parse_brand_document
from messaging.channels import get_channel
from messaging.writing.brief import Brief
from messaging.writing.brief_from_document import brief_from_document

FOLDER = Path(__file__).parent / "briefs"
BRANDS = ("ledgerwise", "lindenhof", "smorrebrod", "vaultry", "harbour")
"""Finance, a clinic, a hobby, a school's computers, cafés: odd names, quotes, currency inside."""


@cache
def document(brand: str) -> BrandDocument:
    return parse_brand_document(json.loads((FOLDER / f"{brand}.json").read_text("utf-8")))


def make_brief(
    brand: str = "ledgerwise",
    *,
    pain: int = 0,
    stage: str = "considering",
    channel: str = "web_hero",
    seed: int = 7,
    language: str = "",
    **pain_fields: str,
) -> Brief:
    brief = brief_from_document(
        document(brand),
        pain=pain,
        stage=stage,
        channel=get_channel(channel),
        seed=seed,
        language=language,
    )
    return replace(brief, pain=replace(brief.pain, **pain_fields)) if pain_fields else brief


def flat(text: str, brief: Brief) -> float:
    """A score that prefers nothing, for tests that are not about the lens."""
    return 50.0
