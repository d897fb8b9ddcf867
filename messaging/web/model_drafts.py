"""Drafts by a language model: asked for, kept, thrown away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from messaging.conflicts import RefusedError
from messaging.model_writer.keep_model_drafts import (
    discard_held_back,
    discard_model_draft,
    keep_model_draft,
)
from messaging.model_writer.spending import NoModelError
from messaging.model_writer.write_with_model import ModelOrder, request_model_drafts
from messaging.models import Message, ModelDraft
from messaging.web.model_forms import DRAFTS, ModelOrderForm
from messaging.web.model_view import model_desk
from messaging.web.studio_order import read_order
from workspaces.access import Access, access_object
from workspaces.web.given import own_path
from workspaces.web.views import workspace_page


def _message(access: Access, pk: int) -> Message:
    return access_object(Message.objects.with_aims(), access, pk=pk)


@workspace_page()
def drafts(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """All a model wrote for one message; more is asked for here and in the studio."""
    message = _message(access, pk)
    form = _form(request, access, message)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        order = ModelOrder(
            pain=wanted["pain"],
            stage=wanted.get("stage"),
            framework=wanted["framework"],
            count=wanted["count"] or DRAFTS,
        )
        try:
            request_model_drafts(access=access, message=message, order=order)
        except NoModelError as error:
            messages.error(request, str(error))
        return redirect(own_path(request) or _here(access, pk))
    order_now, _ = read_order(request.GET, access, message)
    pain = order_now.pain if order_now else None
    desk = model_desk(access, message, pain=pain)
    context = {"message": message, "form": form, "desk": desk, "order": order_now, "full": True}
    return render(request, "write/model_drafts.html", context)


def _form(request: HttpRequest, access: Access, message: Message) -> ModelOrderForm:
    fixed = bool(message.stage_id or message.transition_id)
    given: dict[str, Any] = {"access": access, "persona": message.persona, "fixed_stage": fixed}
    if request.method == "POST":
        return ModelOrderForm(request.POST, **given)
    return ModelOrderForm(None, **given)


def _here(access: Access, pk: int) -> str:
    return reverse("write-model-drafts", args=[access.workspace.slug, pk])


def _back(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    return redirect(own_path(request) or _here(access, pk))


@require_POST
@workspace_page()
def keep(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Make a variant of a draft."""
    draft = access_object(ModelDraft.objects.select_related("pain", "stage"), access, pk=pk)
    try:
        variant = keep_model_draft(access=access, draft=draft)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Kept as {variant.key}. Edit it, or submit it for approval.")
    return _back(request, access, draft.message_id)


@require_POST
@workspace_page()
def discard(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    draft = access_object(ModelDraft.objects.all(), access, pk=pk)
    discard_model_draft(access=access, draft=draft)
    messages.success(request, "Thrown away.")
    return _back(request, access, draft.message_id)


@require_POST
@workspace_page()
def discard_held(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Throw away all that was held back for a message."""
    message = _message(access, pk)
    number = discard_held_back(access=access, message=message)
    messages.success(request, f"{number} held back thrown away." if number else "Nothing was left.")
    return _back(request, access, pk)
