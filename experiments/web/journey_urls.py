"""Pages of the observed journey, its signals, and of what goes on from ad to landing page."""

from django.urls import URLPattern, URLResolver, path

from experiments.web import message_match, observed_journey, signals

urlpatterns: list[URLPattern | URLResolver] = [
    path("learn/journey/", observed_journey.observed_journey, name="learn-journey"),
    path("learn/journey/read/", observed_journey.observe, name="learn-journey-observe"),
    path("learn/journey/download/", observed_journey.download, name="learn-journey-download"),
    path("learn/signals/", signals.signals, name="learn-signals"),
    path("learn/signals/<int:pk>/", signals.edit, name="learn-signal-edit"),
    path("learn/signals/<int:pk>/remove/", signals.remove, name="learn-signal-remove"),
    path("test/match/", message_match.message_match, name="test-match"),
    path(
        "test/match/leads/<int:pk>/remove/",
        message_match.lead_remove,
        name="test-match-lead-remove",
    ),
    path("test/match/continue/", message_match.continue_with, name="test-match-continue"),
    path(
        "test/match/continue/<int:pk>/remove/",
        message_match.continue_no_more,
        name="test-match-continue-remove",
    ),
]
