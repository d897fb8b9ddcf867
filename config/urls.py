"""The addresses of the site. Each app brings its own; this file only joins them."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path
from django.views.defaults import bad_request, page_not_found, server_error

from config.api.errors import not_found, problem_response
from workspaces.admin_site import operators, without_slash
from workspaces.web.too_many import too_many

handler429 = too_many
"""Asked for by name by django-allauth."""

urlpatterns = [
    # First, for it is asked most: Django looks through addresses in their order.
    path("", include("experiments.api.delivery_urls")),
    path("accounts/", include("workspaces.web.account_urls")),
    path("operators", without_slash, name="operators"),
    path("operators/", operators.urls),
    path("api/v1/", include("config.api.urls")),
    path("", include("home.web.urls")),
    path("", include("workspaces.web.open_urls")),
    path("", include("experiments.web.open_urls")),
    path("s/", include("personas.web.open_urls")),
    path("a/", include("messaging.web.open_urls")),
    path("review/", include("messaging.web.public_review_urls")),
    path("shared/", include("messaging.web.public_share_urls")),
    path("w/<slug:slug>/", include("workspaces.web.urls")),
    path("w/<slug:slug>/", include("personas.web.urls")),
    path("w/<slug:slug>/", include("messaging.web.urls")),
    path("w/<slug:slug>/", include("experiments.web.on_your_site_urls")),
    path("w/<slug:slug>/", include("experiments.web.urls")),
]

MACHINES = ("/api/", "/ofrep/", "/track")
"""Where addresses for programs begin: errors there are problems, not pages."""


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if request.path.startswith(MACHINES):
        return problem_response(400, "bad_request", "The request cannot be understood.")
    return bad_request(request, exception)


def handler500(request: HttpRequest) -> HttpResponseBase:
    if request.path.startswith(MACHINES):
        return problem_response(500, "server_error", "Something broke on our side; it is logged.")
    return server_error(request)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A problem for machines, a page for people."""
    if request.path.startswith(MACHINES):
        return not_found(request, exception)
    return page_not_found(request, exception)
