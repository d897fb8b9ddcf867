"""Addresses of delivery: plain views, which visitors' pages ask for many times a second."""

from django.urls import URLPattern, URLResolver, path

from experiments.api import copy, events, growthbook, ofrep

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/copy/<str:placement>", copy.copy_of_placement, name="api-copy"),
    path("api/v1/copy", copy.copy_of_many, name="api-copy-many"),
    path("api/v1/events", events.take_events, name="api-events"),
    path("api/features/<str:client_key>", growthbook.features, name="growthbook-features"),
    path("api/eval/<str:client_key>", growthbook.evaluate_features, name="growthbook-eval"),
    path("track", growthbook.take_tracked, name="growthbook-track"),
    path("ofrep/v1/evaluate/flags", ofrep.evaluate_flags, name="ofrep-flags"),
    path("ofrep/v1/evaluate/flags/<str:key>", ofrep.evaluate_flag, name="ofrep-flag"),
]
