"""Addresses of “On your site”, its test page and split links."""

from django.urls import URLPattern, URLResolver, path

from experiments.web import on_your_site, on_your_site_try, split_links

urlpatterns: list[URLPattern | URLResolver] = [
    path("test/on-your-site/", on_your_site.on_your_site, name="test-on-your-site"),
    path("test/on-your-site/key/", on_your_site.on_your_site_key, name="test-on-your-site-key"),
    path("test/on-your-site/try/", on_your_site_try.try_page, name="test-try"),
    path("test/on-your-site/try/api/v1/copy", on_your_site_try.try_copy, name="test-try-copy"),
    path(
        "test/on-your-site/try/api/v1/events",
        on_your_site_try.try_events,
        name="test-try-events",
    ),
    path("test/split-links/", split_links.split_links, name="test-split-links"),
    path("test/split-links/<int:pk>/", split_links.split_link, name="test-split-link"),
    path(
        "test/split-links/<int:pk>/remove/",
        split_links.split_link_remove,
        name="test-split-link-remove",
    ),
]
