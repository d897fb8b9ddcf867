"""Addresses of the pages on which customers are asked about texts, and invited."""

from django.urls import path

from messaging.web import ask_tests, invite_copy

ask_test_pages = [
    path("test/ask/", ask_tests.ask_tests, name="test-ask"),
    path("test/ask/new/", ask_tests.ask_test_new, name="test-ask-new"),
    path("test/ask/<int:pk>/", ask_tests.ask_test, name="test-ask-test"),
    path("test/ask/<int:pk>/preview/", ask_tests.preview, name="test-ask-preview"),
    path("test/ask/<int:pk>/close/", ask_tests.close, name="test-ask-close"),
    path("test/ask/<int:pk>/reopen/", ask_tests.reopen, name="test-ask-reopen"),
    path("test/ask/<int:pk>/delete/", ask_tests.delete, name="test-ask-delete"),
    path("test/ask/<int:pk>/code.svg", ask_tests.code_svg, name="test-ask-svg"),
    path("test/ask/<int:pk>/code.png", ask_tests.code_png, name="test-ask-png"),
    path("test/ask/<int:pk>/choices.csv", ask_tests.answers_file, name="test-ask-choices"),
    path("test/ask/<int:pk>/preferences.csv", ask_tests.results_file, name="test-ask-results"),
    path("test/ask/<int:pk>/invite/", invite_copy.invite_ask_test, name="test-ask-invite"),
    path("listen/ask/<int:pk>/invite/", invite_copy.invite_survey, name="listen-survey-invite"),
]
