"""Webhooks: where they lead, their secrets, and what became of each delivery."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from workspaces.access import MANAGE, Access, access_object
from workspaces.models import TenantQuerySet, Webhook, WebhookDelivery
from workspaces.outbound import OutboundError
from workspaces.web.views import workspace_page
from workspaces.web.webhook_forms import ChangeWebhookForm, WebhookForm
from workspaces.webhooks import (
    WebhookError,
    change_webhook,
    create_webhook,
    remove_webhook,
    rotate_secret,
    send_again,
    send_test,
    webhooks_of,
)

DELIVERIES_A_PAGE = 30


@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def webhooks(request: HttpRequest, access: Access) -> HttpResponse:
    """The webhooks of this workspace; a new one's secret is shown on the answer, once."""
    form = WebhookForm(request.POST or None)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = create_webhook(access=access, **form.cleaned_data)
        except (OutboundError, WebhookError) as error:
            _tell(form, error)
        else:
            form = WebhookForm()
    context = {
        "form": form,
        "webhooks": webhooks_of(access),
        "made": made,
        "secret": secret,
        "tab": "webhooks",
    }
    return render(request, "settings/webhooks.html", context)


@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def webhook(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One webhook: change it, and see what it was told."""
    row = access_object(webhooks_of(access), access, pk=pk)
    form = ChangeWebhookForm(request.POST or None, webhook=row)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_webhook(access=access, webhook=row, **form.cleaned_data)
        except (OutboundError, WebhookError) as error:
            _tell(form, error)
        else:
            if changed:
                messages.success(request, "Saved.")
            return redirect("settings-webhook", access.workspace.slug, pk)
    return _page(request, access, row, form)


@never_cache
@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def new_secret(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Change the secret and show the new one, on this answer only."""
    row = access_object(webhooks_of(access), access, pk=pk)
    secret = rotate_secret(access=access, webhook=row)
    return _page(request, access, row, ChangeWebhookForm(webhook=row), secret)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(webhooks_of(access), access, pk=pk)
    remove_webhook(access=access, webhook=row)
    messages.success(request, f"{row} is told nothing more.")
    return redirect("settings-webhooks", access.workspace.slug)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def test(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Send a test and show what becomes of it."""
    row = access_object(webhooks_of(access), access, pk=pk)
    delivery = send_test(access=access, webhook=row)
    return redirect("settings-delivery", access.workspace.slug, delivery.pk)


@require_safe
@workspace_page(permission=MANAGE, change=MANAGE)
def delivery(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What was sent to a webhook, and what it answered."""
    return render(
        request,
        "settings/webhook_delivery.html",
        {"delivery": access_object(_deliveries(access), access, pk=pk), "tab": "webhooks"},
    )


@require_safe
@workspace_page(permission=MANAGE, change=MANAGE)
def delivery_state(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The fragment that asks for itself again until the delivery was tried."""
    context = {"delivery": access_object(_deliveries(access), access, pk=pk)}
    return render(request, "settings/webhook_delivery_state.html", context)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def again(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Send a delivery once more."""
    row = access_object(_deliveries(access), access, pk=pk)
    try:
        send_again(access=access, delivery=row)
    except WebhookError as error:
        messages.error(request, str(error))
    return redirect("settings-delivery", access.workspace.slug, pk)


def _deliveries(access: Access) -> TenantQuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.for_workspace(access.workspace).select_related("webhook")


def _page(
    request: HttpRequest, access: Access, row: Webhook, form: forms.Form, secret: str = ""
) -> HttpResponse:
    log = _deliveries(access).filter(webhook=row).defer("body", "answer")
    context = {
        "webhook": row,
        "form": form,
        "secret": secret,
        "page": Paginator(log, DELIVERIES_A_PAGE).get_page(request.GET.get("page")),
        "tab": "webhooks",
    }
    return render(request, "settings/webhook.html", context)


def _tell(form: forms.Form, error: Exception) -> None:
    """What is wrong with the address goes beside it; what is wrong with the rest, above."""
    form.add_error("url" if isinstance(error, OutboundError) else None, str(error))
