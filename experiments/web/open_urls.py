"""Addresses of this app that lie outside every workspace: what customers' browsers open."""

from django.urls import URLPattern, URLResolver, path

from experiments.web import script_tag, split_link_go

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/cuppa.js", script_tag.script_tag, name="script-tag"),
    path("go/<str:token>", split_link_go.split_link_go, name="split-link-go"),
]
