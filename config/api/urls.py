"""The REST surface that manages a workspace, with its schema and its documentation."""

from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path(
        "schema/",
        SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]),
        name="api-schema",
    ),
    path(
        "docs/",
        # Its OPTIONS would be rendered by the template of the page, and fail.
        require_safe(
            SpectacularSwaggerSplitView.as_view(
                url_name="api-schema", authentication_classes=[], permission_classes=[]
            )
        ),
        name="api-docs",
    ),
    path("", include("workspaces.api.urls")),
    path("", include("personas.api.urls")),
    path("", include("messaging.api.urls")),
    path("", include("experiments.api.urls")),
]
