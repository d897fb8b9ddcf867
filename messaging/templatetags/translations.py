"""The translations of a text, and the languages it may be translated into."""

from typing import Any

from django import template

from messaging.models import Variant
from messaging.translations import translations_of, why_older
from messaging.writing.able import not_yet, why_not_written
from messaging.writing.brief import Brief
from personas.grammar.languages import NAMES, name_of, same_language

register = template.Library()


@register.inclusion_tag("write/_translations.html", takes_context=True)
def translations(context: template.Context, variant: Variant) -> dict[str, Any]:
    """``{% translations variant %}``: the source, or the translations and a way to make one."""
    access = context["access"]
    source = variant.translation_of
    found = [] if source else translations_of(access=access, variant=variant)
    return {
        "variant": variant,
        "source": source,
        "language": name_of(variant.language),
        "older": why_older(variant),
        "translations": found,
        "languages": [
            (code, name)
            for code, name in NAMES.items()
            if not same_language(code, variant.language)
            and not any(
                same_language(code, each.language) and each.variant.translation_of_id == variant.pk
                for each in found
            )
        ],
        "access": access,
        "workspace": access.workspace,
    }


@register.simple_tag
def cannot_write(brief: Brief | None, framework: str = "") -> str:
    """Why nothing can be written in the brief's language; empty where it can."""
    return why_not_written(brief, framework or "") if brief is not None else ""


@register.simple_tag
def frameworks_not_yet(brief: Brief | None) -> str:
    """What the writer cannot do yet in the brief's language."""
    return not_yet(brief) if brief is not None else ""


@register.filter
def language_name(code: str) -> str:
    """What a language is called."""
    return name_of(code)
