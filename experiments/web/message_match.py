"""Whether the landing page goes on with the pain of the clicked ad."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from experiments.leads import add_lead, remove_lead, suggested_leads
from experiments.message_match import pairs_of
from experiments.message_match_continue import go_on, go_on_no_more
from experiments.models import Continuation, LeadsTo
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message, Placement, Variant
from personas.models import PainPoint
from workspaces.access import APPROVE, Access, access_object
from workspaces.web.views import workspace_page


class LeadForm(forms.Form):
    source = forms.ModelChoiceField(
        Placement.objects.none(),
        label="Copy here",
        help_text="The ad, the e-mail, the banner that is clicked.",
    )
    landing = forms.ModelChoiceField(
        Placement.objects.none(),
        label="leads to",
        help_text="The place whose copy they read next.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Placement.objects.for_workspace(access.workspace).filter(archived_at=None)
        for name in self.fields:
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset, field.empty_label = places, "Choose a place"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("source") and said.get("source") == said.get("landing"):
            self.add_error("landing", "A place cannot lead to itself.")
        return said


class ContinuationForm(forms.Form):
    message = forms.ModelChoiceField(Message.objects.none())
    pain = forms.ModelChoiceField(PainPoint.objects.none())
    variant = forms.ModelChoiceField(Variant.objects.none())

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("message", Message), ("pain", PainPoint), ("variant", Variant)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = model.objects.for_workspace(access.workspace)


@workspace_page()
def message_match(request: HttpRequest, access: Access) -> HttpResponse:
    """Every pair, mismatches first; posting says that one place leads to another."""
    form = LeadForm(request.POST or None, access=access)
    if request.method == "POST" and form.is_valid():
        try:
            lead = add_lead(access=access, **form.cleaned_data)
        except ExperimentRefusedError as error:
            form.add_error("landing", error.message)
        else:
            messages.success(request, f"{lead}: see below how their texts fit.")
            return _back(access)
    pairs = pairs_of(access=access)
    leads = LeadsTo.objects.for_workspace(access.workspace).select_related("source", "landing")
    context = {
        "form": form,
        "pairs": pairs,
        "counts": Counter(pair.state for pair in pairs),
        "leads": leads,
        "suggested": suggested_leads(access=access),
        "tab": "match",
    }
    return render(request, "test/match.html", context)


@require_POST
@workspace_page()
def lead_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    lead = access_object(LeadsTo.objects.select_related("source", "landing"), access, pk=pk)
    remove_lead(access=access, lead=lead)
    messages.success(request, f"“{lead.source}” leads to “{lead.landing}” no more.")
    return _back(access)


@require_POST
@workspace_page(change=APPROVE)
def continue_with(request: HttpRequest, access: Access) -> HttpResponse:
    """Have a landing message go on with a pain, in the words of one of its approved texts."""
    form = ContinuationForm(request.POST, access=access)
    if not form.is_valid():
        messages.error(request, "Choose a text to go on with.")
        return _back(access)
    try:
        row = go_on(access=access, **form.cleaned_data)
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Whoever comes for “{row.pain}” now reads on about it.")
    return _back(access)


@require_POST
@workspace_page(change=APPROVE)
def continue_no_more(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Continuation.objects.select_related("pain"), access, pk=pk)
    go_on_no_more(access=access, continuation=row)
    messages.success(request, f"Whoever comes for “{row.pain}” reads what everybody reads.")
    return _back(access)


def _back(access: Access) -> HttpResponse:
    return redirect("test-match", access.workspace.slug)
