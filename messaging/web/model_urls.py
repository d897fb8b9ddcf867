"""Addresses of the language model: its settings, and the drafts it makes."""

from django.urls import URLPattern, path

from messaging.web import model_drafts, model_settings

HERE = "settings/language-model"
model_pages: list[URLPattern] = [
    path(f"{HERE}/", model_settings.language_model, name="settings-model"),
    path(f"{HERE}/remove/", model_settings.remove, name="settings-model-remove"),
    path(f"{HERE}/test/", model_settings.test, name="settings-model-test"),
    path(f"{HERE}/test/state/", model_settings.test_state, name="settings-model-test-state"),
    path(f"{HERE}/use/", model_settings.use, name="settings-model-use"),
    path(f"{HERE}/use/download/", model_settings.use_file, name="settings-model-use-download"),
    path("write/messages/<int:pk>/model-drafts/", model_drafts.drafts, name="write-model-drafts"),
    path(
        "write/messages/<int:pk>/model-drafts/held-back/discard/",
        model_drafts.discard_held,
        name="write-model-held-discard",
    ),
    path("write/model-drafts/<int:pk>/keep/", model_drafts.keep, name="write-model-draft-keep"),
    path(
        "write/model-drafts/<int:pk>/discard/",
        model_drafts.discard,
        name="write-model-draft-discard",
    ),
]
