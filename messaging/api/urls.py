from django.urls import URLPattern, URLResolver, path

from messaging.api.exports import ExportView

urlpatterns: list[URLPattern | URLResolver] = [
    path("exports/", ExportView.as_view(), name="api-exports"),
]
