from django.urls import path

from workspaces.web import webhooks

urlpatterns = [
    path("", webhooks.webhooks, name="settings-webhooks"),
    path("<int:pk>/", webhooks.webhook, name="settings-webhook"),
    path("<int:pk>/secret/", webhooks.new_secret, name="settings-webhook-secret"),
    path("<int:pk>/test/", webhooks.test, name="settings-webhook-test"),
    path("<int:pk>/remove/", webhooks.remove, name="settings-webhook-remove"),
    path("deliveries/<int:pk>/", webhooks.delivery, name="settings-delivery"),
    path("deliveries/<int:pk>/state/", webhooks.delivery_state, name="settings-delivery-state"),
    path("deliveries/<int:pk>/again/", webhooks.again, name="settings-delivery-again"),
]
