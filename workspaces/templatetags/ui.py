"""Small words of the templates: what the frame and the components need and Django has not."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workspaces.models import Workspace
from workspaces.web.landing import landing_of_listed

register = template.Library()

STYLE_SHEETS = (
    "tokens",
    "base",
    "frame",
    "frame_narrow",
    "layout",
    "buttons",
    "cards",
    "forms",
    "words",
    "menus",
    "waiting",
    "figures",
    "entrance",
    "previews",
    "previews_ads",
    "previews_phone",
    "previews_more",
    "listen",
    "imports",
    "mining",
    "survey",
    "map",
    "profile",
    "profile_print",
    "journey",
    "journey_observed",
    "walk",
    "working",
    "write",
    "lens",
    "campaign",
    "studio",
    "channels",
    "test",
    "results",
    "on_your_site",
    "learn",
    "share",
    "bring_in",
    "sheets",
    "review",
    "home",
    "people",
    "keys",
    "audit",
)
STYLE_SHEET = "css/cuppa.css"
"""All of them in one file, which workspaces/style_sheet.py writes."""
PREVIEWS = {
    "web_hero": "hero",
    "landing_section": "hero",
    "google_rsa": "google",
    "web_banner": "banner",
    "google_pmax": "google",
    "google_display": "display",
    "microsoft_rsa": "google",
    "email": "email",
    "meta_ad": "post",
    "linkedin_ad": "post",
    "linkedin_message": "message",
    "tiktok_ad": "video",
    "sales_line": "spoken",
    "x_post": "post",
    "sms": "sms",
    "push": "push",
}
"""Channel key -> the preview that shows its copy where it will live."""
PREVIEW_MORE: list[Callable[..., dict[str, Any]]] = []
"""What apps above this one know of a channel: each is asked (context, channel, parts, extra)."""


@register.filter
def initial(name: str) -> str:
    """The first letter of a name, for its mark."""
    return name.strip()[:1].upper() or "?"


@register.filter
def landing_of(workspace: Workspace) -> str:
    """Where a link to a workspace leads; it comes with its ``role`` (``objects.of_user``)."""
    return landing_of_listed(workspace)


@register.filter
def part_name(key: str) -> str:
    """A part's key as words: ``primary_text`` -> ``Primary text``."""
    return key.replace("_", " ").capitalize()


@register.filter
def texts(value: str | Sequence[str] | None) -> list[str]:
    """The texts of a part, whether it holds one or several; blanks are left out."""
    several = [value] if isinstance(value, str) else list(value or ())
    return [text for text in several if text.strip()]


@register.filter
def seen_to(text: str | None, limit: int | None) -> SafeString | str:
    """``text`` with what lies beyond ``limit`` characters marked: accepted there, but not seen.
    Without a limit all of it is."""
    if not text or not limit or len(text) <= limit:
        return text or ""
    return format_html(
        '{}<span class="unseen"><span class="sr-only"> (cut off here) </span>{}</span>',
        text[:limit],
        text[limit:],
    )


@register.simple_tag(takes_context=True)
def copy_preview(
    context: template.Context,
    channel: str,
    parts: Mapping[str, str | list[str]],
    brand: str = "",
    **extra: Any,
) -> str:
    """The copy of a channel where it will live: ``{% copy_preview "email" variant.parts brand %}``.

    ``channel`` is a channel's key; one without a preview of its own gets the plain one. ``extra``
    reaches the template and ``PREVIEW_MORE`` (``pins`` say what an ad always shows where).
    """
    known: dict[str, Any] = {"channel": channel, "parts": parts, **extra}
    for more in PREVIEW_MORE:
        known |= more(context, channel, parts, extra)
    # A channel of a workspace's own may look like one of ours.
    name = PREVIEWS.get(known.get("shape", channel), "generic")
    return render_to_string(
        f"components/previews/{name}.html",
        {**known, "brand": brand or "Your brand"},
        context.get("request"),
    )
