"""Settling what the gates say of a text: let it pass, take that back, add the proof."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from messaging.conflicts import RefusedError
from messaging.models import Overrule, Variant
from messaging.prove import add_proof
from messaging.remarks import overrule, take_back
from messaging.web.variants import show_variant, variants_with_all
from workspaces.access import EDIT, Access, access_object
from workspaces.web.given import own_path
from workspaces.web.views import workspace_page


class AboutForm(forms.Form):
    """Which remark is meant."""

    gate = forms.CharField(max_length=40)
    detail = forms.CharField(max_length=300)


class PassForm(AboutForm):
    reason = forms.CharField(
        max_length=300,
        error_messages={"required": "Say why it may stay, so that whoever approves it knows."},
    )


class ProveForm(AboutForm):
    proof = forms.CharField(
        max_length=300,
        error_messages={"required": "Say what backs it, as “4.7 of 5 stars from 312 of them”."},
    )
    link = forms.URLField(required=False, assume_scheme="https")
    expires_on = forms.DateField(required=False)


@require_POST
@workspace_page(change=EDIT)
def let_pass(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Let one remark pass with a reason; where that is refused, the text's page says why."""
    row = access_object(variants_with_all(), access, pk=pk)
    form = PassForm(request.POST)
    if not form.is_valid():
        return _again(request, access, row, form, 422)
    try:
        overrule(access=access, variant=row, **form.cleaned_data)
    except RefusedError as error:
        form.add_error(None, error.message)
        return _again(request, access, row, form, 409)
    messages.success(request, "It may stay. Whoever approves the text reads your reason.")
    return _back(request, access, row)


@require_POST
@workspace_page(change=EDIT)
def pass_undo(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Overrule.objects.select_related("variant"), access, pk=pk)
    take_back(access=access, row=row)
    messages.success(request, "The remark is open again.")
    return _back(request, access, row.variant)


@require_POST
@workspace_page(change=EDIT)
def prove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Add the proof a remark asks for."""
    row = access_object(variants_with_all(), access, pk=pk)
    form = ProveForm(request.POST)
    if not form.is_valid():
        return _again(request, access, row, form, 422)
    said = dict(form.cleaned_data)
    try:
        add_proof(access=access, variant=row, text=said.pop("proof"), **said)
    except ValidationError as error:
        for name, faults in error.message_dict.items():
            form.add_error(name if name in form.fields else None, faults)
        return _again(request, access, row, form, 422)
    except RefusedError as error:
        form.add_error(None, error.message)
        return _again(request, access, row, form, 409)
    messages.success(request, "Noted. It backs every text from now on.")
    return _back(request, access, row)


def _again(
    request: HttpRequest, access: Access, row: Variant, form: AboutForm, status: int
) -> HttpResponse:
    more = {"settle_form": form, "settle_kind": type(form).__name__}
    return show_variant(request, access, row, status=status, more=more)


def _back(request: HttpRequest, access: Access, row: Variant) -> HttpResponse:
    target = own_path(request)
    if target is not None:
        return redirect(target)
    return redirect("write-variant", access.workspace.slug, row.pk)
