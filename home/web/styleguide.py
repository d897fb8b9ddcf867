"""The page that shows every component of the site with its states."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.web import styleguide_samples as samples


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Open to everybody while developing, else to people who are signed in."""
    if not (settings.DEBUG or request.user.is_authenticated):
        return redirect_to_login(request.get_full_path())
    return render(
        request,
        "styleguide.html",
        {
            "sections": samples.SECTIONS,
            "open_form": samples.open_form(),
            "faulty_form": samples.faulty_form(),
            "jobs": samples.jobs(),
            "page": Paginator(range(1, 96), 10).get_page(3),
            "parts": samples.PARTS,
            "long_sms": samples.LONG_SMS,
            "matrix": samples.MATRIX,
            "stages": samples.STAGES,
            "heat": samples.HEAT,
            "icons": samples.ICONS,
        },
    )
