"""Try the counting: a test of the live text against itself, in one press."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from experiments.aa_tests import create_aa_test
from experiments.models import Goal
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message
from workspaces.access import EDIT, Access
from workspaces.models import Workspace
from workspaces.web.views import workspace_page


class AATestForm(forms.Form):
    message = forms.ModelChoiceField(
        Message.objects.none(), label="Where do people read it?", empty_label=None
    )
    goal = forms.ModelChoiceField(Goal.objects.none(), label="What is counted?", empty_label=None)
    days = forms.IntegerField(min_value=1, max_value=365, initial=7, label="For how many days?")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        messages_field, goals = self.fields["message"], self.fields["goal"]
        assert isinstance(messages_field, forms.ModelChoiceField)
        assert isinstance(goals, forms.ModelChoiceField)
        messages_field.queryset = (
            Message.objects.for_workspace(workspace)
            .filter(live_variant__isnull=False, placement__archived_at=None)
            .select_related("placement", "persona", "stage", "transition", "live_variant")
        )
        goals.queryset = Goal.objects.for_workspace(workspace).order_by("-pk")


@workspace_page(permission=EDIT)
def aa_test(request: HttpRequest, access: Access) -> HttpResponse:
    """Say what it is for, and draft it. ``?message=`` names the place beforehand."""
    initial = {"message": request.GET.get("message")}
    form = AATestForm(request.POST or None, workspace=access.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            experiment = create_aa_test(access=access, **form.cleaned_data)
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Drafted. Start it when you are ready.")
            return redirect("test-experiment", access.workspace.slug, experiment.pk)
    live = Message.objects.for_workspace(access.workspace).filter(live_variant__isnull=False)
    context = {
        "form": form,
        "has_live": live.exists(),
        "has_goals": Goal.objects.for_workspace(access.workspace).exists(),
    }
    return render(request, "test/aa.html", context, status=409 if form.errors else 200)
