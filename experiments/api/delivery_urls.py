"""Addresses of delivery at the root of the site, where other protocols want them."""

from django.urls import URLPattern, URLResolver, path

from experiments.api import ofrep

urlpatterns: list[URLPattern | URLResolver] = [
    path("ofrep/v1/evaluate/flags", ofrep.evaluate_flags, name="ofrep-flags"),
    path("ofrep/v1/evaluate/flags/<str:key>", ofrep.evaluate_flag, name="ofrep-flag"),
]
