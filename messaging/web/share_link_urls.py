"""Addresses of what may be seen by whom: links, guests, what left and came, settings of it."""

from django.urls import path

from messaging.web import guests, share_history, share_links, share_settings

share_link_pages = [
    path("share/links/", share_links.links, name="share-links"),
    path("share/links/<int:pk>/", share_links.link_page, name="share-link"),
    path("share/links/<int:pk>/revoke/", share_links.revoke, name="share-link-revoke"),
    path("share/links/<int:pk>/file/", share_links.new_file, name="share-link-file"),
    path("share/history/", share_history.history, name="share-history"),
    path("share/history/download/", share_history.history_file, name="share-history-download"),
    path("write/campaigns/<int:pk>/guests/", guests.guests, name="write-campaign-guests"),
    path("write/campaigns/guests/<int:pk>/remove/", guests.remove, name="write-guest-remove"),
    path("settings/sharing/", share_settings.settings_page, name="settings-sharing"),
    path("settings/sharing/logo/", share_settings.logo, name="settings-sharing-logo"),
    path(
        "settings/sharing/logo/remove/",
        share_settings.logo_remove,
        name="settings-sharing-logo-remove",
    ),
]
