"""Every address of the site, read from its URL patterns, with its blanks filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

BLANK = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Address:
    """One URL pattern: its route from the root, as ``w/<slug:slug>/settings/``, and its name."""

    route: str
    name: str

    @property
    def blanks(self) -> list[str]:
        """The blanks beyond the workspace."""
        return [match["name"] for match in BLANK.finditer(self.route) if match["name"] != "slug"]

    def path(self, slug: str, values: Mapping[str, object] | None = None, other: object = 1) -> str:
        """The path with every blank filled: from ``values`` by name, else with ``other``."""
        filled = {"slug": slug, **(values or {})}
        return "/" + BLANK.sub(lambda match: str(filled.get(match["name"], other)), self.route)


def addresses() -> list[Address]:
    """Every address of the site."""
    return list(_walk(get_resolver(), ""))


def pages_of_workspaces() -> list[Address]:
    return [address for address in addresses() if address.route.startswith("w/<slug:slug>/")]


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = before + _route(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        elif "<format>" not in route:
            yield Address(route, entry.name or "")


def _route(entry: URLPattern | URLResolver) -> str:
    if isinstance(entry.pattern, RoutePattern):
        return str(entry.pattern)
    return str(simplify_regex(str(entry.pattern))).lstrip("/")
