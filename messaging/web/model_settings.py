"""The language model of a workspace: set up, tried, counted, removed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from messaging.model_writer.provider import (
    PRESETS,
    KeyNeededError,
    last_try,
    remove_provider,
    save_provider,
    try_provider,
)
from messaging.model_writer.spending import call_lines, month_use, provider_of
from messaging.web.model_forms import ProviderForm
from personas.web.send_link import csv_file
from workspaces.access import MANAGE, Access
from workspaces.outbound import OutboundError
from workspaces.web.views import workspace_page


@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def language_model(request: HttpRequest, access: Access) -> HttpResponse:
    """The settings, what the last test said, and what this month took."""
    provider = provider_of(access)
    if request.method == "POST":
        form = ProviderForm(request.POST, provider=provider)
        if form.is_valid() and _saved(request, access, form):
            return redirect("settings-model", access.workspace.slug)
    else:
        preset = next((each for each in PRESETS if each.key == request.GET.get("preset")), None)
        form = ProviderForm(provider=provider, preset=preset)
    context = {
        "provider": provider_of(access),
        "form": form,
        "presets": PRESETS,
        "use": month_use(access),
        "try": last_try(access),
        "tab": "model",
    }
    return render(request, "settings/model.html", context)


def _saved(request: HttpRequest, access: Access, form: ProviderForm) -> bool:
    """Whether it could be saved; faults go beside the field they are about."""
    try:
        _, changed = save_provider(access=access, wanted=form.wanted())
    except OutboundError as error:
        form.add_error("base_url", str(error))
    except KeyNeededError as error:
        form.add_error("key", str(error))
    else:
        if changed:
            messages.success(request, "Saved. Test it to see whether it answers.")
        return True
    return False


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def remove(request: HttpRequest, access: Access) -> HttpResponse:
    if remove_provider(access=access):
        messages.success(request, "The language model and its key are gone. Its drafts stay.")
    return redirect("settings-model", access.workspace.slug)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def test(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask the model for one tiny answer, and show on the page what comes back."""
    if provider_of(access) is None:
        messages.error(request, "Enter a language model first.")
    else:
        try_provider(access=access)
    return redirect("settings-model", access.workspace.slug)


@never_cache
@require_safe
@workspace_page(permission=MANAGE, change=MANAGE)
def test_state(request: HttpRequest, access: Access) -> HttpResponse:
    """The fragment that asks for itself again until the model has answered."""
    context = {"provider": provider_of(access), "try": last_try(access)}
    return render(request, "settings/_model_try.html", context)


@require_safe
@workspace_page(permission=MANAGE, change=MANAGE)
def use(request: HttpRequest, access: Access) -> HttpResponse:
    """What calls of one month took; ``month`` is like 2026-11."""
    moment = _month(request, access)
    return render(
        request,
        "settings/model_use.html",
        {"use": month_use(access, moment), "provider": provider_of(access), "tab": "model"},
    )


@require_safe
@workspace_page(permission=MANAGE, change=MANAGE)
def use_file(request: HttpRequest, access: Access) -> HttpResponseBase:
    """Every call of the month as CSV; no cell is a formula."""
    moment = _month(request, access)
    begins = month_use(access, moment).begins
    return csv_file(f"language-model-{begins:%Y-%m}.csv", call_lines(access, moment))


def _month(request: HttpRequest, access: Access) -> datetime:
    """A moment in the month that is asked for; now, where that says nothing."""
    zone = ZoneInfo(access.workspace.time_zone)
    try:
        found = datetime.strptime(request.GET.get("month", ""), "%Y-%m")  # noqa: DTZ007
    except ValueError:
        return timezone.now()
    return found.replace(day=15, tzinfo=zone) if found.year > 2000 else timezone.now()
