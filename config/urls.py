"""The addresses of the site. Each app brings its own; this file only joins them."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path
from django.views.defaults import page_not_found

from config.api.errors import not_found

urlpatterns = [
    # First, for it is asked most: Django looks through addresses in their order.
    path("", include("experiments.api.delivery_urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api.urls")),
    path("", include("home.web.urls")),
    path("w/<slug:slug>/", include("workspaces.web.urls")),
    path("w/<slug:slug>/", include("personas.web.urls")),
    path("w/<slug:slug>/", include("messaging.web.urls")),
    path("w/<slug:slug>/", include("experiments.web.urls")),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A problem for machines, a page for people."""
    if request.path.startswith(("/api/", "/ofrep/")):
        return not_found(request, exception)
    return page_not_found(request, exception)
