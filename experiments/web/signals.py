"""What visitors do that tells where they are on the way."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from experiments.models import SignalRule
from experiments.refusals import ExperimentRefusedError
from experiments.signals import (
    SEEN_DAYS,
    change_signal_rule,
    create_signal_rule,
    remove_signal_rule,
    signs_seen,
    signs_without_stage,
)
from personas.models import JourneyStage
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page


class SignalRuleForm(forms.ModelForm[SignalRule]):
    class Meta:
        model = SignalRule
        fields = ("kind", "name", "stage")
        labels = {"kind": "What tells it", "name": "Its name", "stage": "Then they are at"}
        help_texts = {
            "name": "As your site or app sends it: “opened-pricing”. Of a goal give its key.",
        }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = JourneyStage.objects.for_workspace(access.workspace)
        field.empty_label = "Choose a stage"


@workspace_page()
def signals(request: HttpRequest, access: Access) -> HttpResponse:
    """Rules, and what was seen that no rule takes for anything; posting adds a rule."""
    form = SignalRuleForm(request.POST or None, access=access)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            create_signal_rule(access=access, **values)
        except (ExperimentRefusedError, ValidationError) as error:
            _tell(form, error)
        else:
            messages.success(request, f"“{values['name']}” now means “{values['stage']}”.")
            return redirect("learn-signals", access.workspace.slug)
    rules = list(SignalRule.objects.for_workspace(access.workspace).select_related("stage"))
    seen = signs_seen(access=access)
    by_name = {(sign.kind, sign.name): sign for sign in seen}
    context = {
        "form": form,
        "rules": [(rule, by_name.get((rule.kind, rule.name))) for rule in rules],
        "open_signs": signs_without_stage(access=access, seen=seen, rules=rules),
        "stages": form.fields["stage"].queryset,  # type: ignore[attr-defined]
        "days": SEEN_DAYS,
        "tab": "journey",
        "subtab": "signals",
    }
    return render(request, "learn/signals.html", context)


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    rule = access_object(SignalRule.objects.select_related("stage"), access, pk=pk)
    form = SignalRuleForm(request.POST or None, access=access, instance=rule)
    if request.method == "POST" and form.is_valid():
        try:
            change_signal_rule(access=access, rule=rule, changes=form.cleaned_data)
        except (ExperimentRefusedError, ValidationError) as error:
            _tell(form, error)
        else:
            messages.success(request, "The rule is saved. The journey is read anew.")
            return redirect("learn-signals", access.workspace.slug)
    context = {"form": form, "rule": rule, "tab": "journey", "subtab": "signals"}
    return render(request, "learn/signal_edit.html", context)


@require_POST
@workspace_page()
def remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    rule = access_object(SignalRule.objects.all(), access, pk=pk)
    remove_signal_rule(access=access, rule=rule)
    messages.success(request, f"“{rule.name}” means nothing any more.")
    return redirect("learn-signals", access.workspace.slug)


def _tell(form: SignalRuleForm, error: ExperimentRefusedError | ValidationError) -> None:
    if isinstance(error, ExperimentRefusedError):
        form.add_error("name", error.message)
    elif hasattr(error, "error_dict"):
        for field, faults in error.message_dict.items():
            form.add_error(field if field in form.fields else None, faults)
    else:
        form.add_error(None, error)
