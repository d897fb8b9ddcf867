"""Addresses of this app that lie outside every workspace: what customers open."""

from django.urls import path

from messaging.web import public_ask_test

urlpatterns = [
    path("<str:token>/", public_ask_test.ask_test, name="ask-test"),
    path("<str:token>/thanks/", public_ask_test.thanks, name="ask-test-thanks"),
]
