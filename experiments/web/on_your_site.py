"""On your site: the one tag, what to mark, and a page of ours on which it works."""

from dataclasses import dataclass
from html import escape
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from experiments.models import Goal, SplitLink
from messaging.channels import Channel, all_channels
from messaging.channels_here import channels_of
from messaging.models import Message
from workspaces.access import MANAGE, Access
from workspaces.keys import create_key, hash_key
from workspaces.models import ApiKey
from workspaces.web.views import workspace_page

PLACEHOLDER = "pk_…"
NO_KEY = "Paste the key whole, as it was shown when it was made. It begins with pk_."
ON_PAGES = frozenset({"web_hero", "landing_section", "web_banner"})
"""Of our channels those whose copy stands on a page of the customer's own."""
OTHER_KEY = "This is no key of this workspace that still works. Make a new one below."


@dataclass(frozen=True)
class Place:
    """A placement that is live, with the HTML to paste and what each part says now."""

    name: str
    key: str
    channel: str
    parts: tuple[tuple[str, str], ...]
    html: str


@never_cache
@workspace_page(change="view")
def on_your_site(request: HttpRequest, access: Access) -> HttpResponse:
    """The tag to paste. Posting a key fills it in; nothing is kept of it."""
    typed, fault = "", ""
    if request.method == "POST":
        typed = request.POST.get("key", "").strip()
        fault = _fault_of(access, typed)
    return _show(request, access, key="" if fault else typed, typed=typed, fault=fault)


@never_cache
@require_POST
@workspace_page(change=MANAGE)
def on_your_site_key(request: HttpRequest, access: Access) -> HttpResponse:
    """A publishable key for the site; the tag with it is shown on the answer, once."""
    _, token = create_key(access=access, name="Our site", kind=ApiKey.Kind.PUBLISHABLE)
    return _show(request, access, key=token, is_new=True)


def _show(
    request: HttpRequest,
    access: Access,
    *,
    key: str = "",
    typed: str = "",
    fault: str = "",
    is_new: bool = False,
) -> HttpResponse:
    rows = ApiKey.objects.for_workspace(access.workspace).usable()
    context = {
        "key": key,
        "typed": typed,
        "fault": fault,
        "is_new": is_new,
        "keys": rows.filter(kind=ApiKey.Kind.PUBLISHABLE),
        "tag": tag(key),
        "tag_waiting": tag(key, consent="wait", storage="cookie"),
        "tag_thanks": tag(key, goal="…"),
        "origin": settings.SITE_URL,
        "places": live_places(access),
        "goals": [(goal, goal_html(goal)) for goal in _goals(access)],
        "links": SplitLink.objects.for_workspace(access.workspace).count(),
        "tab": "site",
    }
    return render(request, "test/on_your_site.html", context, status=422 if fault else 200)


def tag(key: str, **more: str) -> str:
    """The script tag with this key, or with a place for it."""
    address = f"{settings.SITE_URL}{reverse('script-tag')}"
    said = "".join(f' data-{name}="{escape(value)}"' for name, value in more.items())
    return f'<script src="{address}" data-key="{escape(key or PLACEHOLDER)}"{said} async></script>'


def live_places(access: Access) -> list[Place]:
    """Every placement with copy for everybody, by name."""
    channels = channels_of(access)
    rows = (
        Message.objects.for_workspace(access.workspace)
        .filter(
            live_variant__isnull=False,
            placement__archived_at=None,
            persona=None,
            stage=None,
            transition=None,
        )
        .select_related("placement", "live_variant")
        .order_by("placement__name", "id")
    )
    found: dict[str, Place] = {}
    for row in rows:
        assert row.live_variant is not None
        channel = channels.get(row.placement.channel)
        if row.placement.key in found or not _stands_on_a_page(row.placement.channel, channel):
            continue
        parts = tuple(_texts(row.live_variant.parts))
        found[row.placement.key] = Place(
            name=row.placement.name,
            key=row.placement.key,
            channel=channel.name if channel else row.placement.channel,
            parts=parts,
            html=place_html(row.placement.key, parts),
        )
    return list(found.values())


def _stands_on_a_page(key: str, channel: Channel | None) -> bool:
    """An ad or a letter is sent, not filled in by a script. A channel of the workspace's own may
    be anything, unless it says which of ours it is like."""
    kind = (channel.like if channel else "") or key
    return kind in ON_PAGES or kind not in all_channels()


def _texts(parts: dict[str, Any]) -> list[tuple[str, str]]:
    """Part as the script names it, and its text: several texts of a part are numbered."""
    found = []
    for part, value in parts.items():
        if isinstance(value, list):
            found += [(f"{part}.{n}", str(text)) for n, text in enumerate(value, 1) if text]
        elif value:
            found.append((part, str(value)))
    return found


def place_html(key: str, parts: tuple[tuple[str, str], ...]) -> str:
    """HTML that shows a placement, with the live words as the page's own."""
    lines = [
        f'  {_opening(part)} data-cuppa-part="{escape(part)}">{escape(text, quote=False)}'
        f"</{_opening(part)[1:].split()[0]}>"
        for part, text in parts
    ]
    return "\n".join([f'<div data-cuppa="{escape(key)}">', *lines, "</div>"])


def _opening(part: str) -> str:
    """How the element begins that usually shows such a part."""
    if part == "headline":
        return "<h1"
    return '<a href="/"' if part == "button" else "<p"


def goal_html(goal: Goal) -> str:
    """A button that reports the goal."""
    value = ' data-cuppa-value="49"' if goal.kind == Goal.Kind.VALUE else ""
    return f'<button data-cuppa-goal="{escape(goal.key)}"{value}>…</button>'


def _goals(access: Access) -> list[Goal]:
    return list(Goal.objects.for_workspace(access.workspace))


def _fault_of(access: Access, typed: str) -> str:
    """What is wrong with a pasted key; empty if it may stand in a page."""
    if typed.startswith("sk_"):
        return "That is a secret key: it must never stand in a page. Use one that begins with pk_."
    if not typed.startswith("pk_"):
        return NO_KEY
    rows = ApiKey.objects.for_workspace(access.workspace).usable()
    if not rows.filter(kind=ApiKey.Kind.PUBLISHABLE, hash=hash_key(typed)).exists():
        return OTHER_KEY
    return ""
