"""Test cards: how to run a test elsewhere, to read, to print, to send; and making such a test."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from experiments.draft_rules import UNITS
from experiments.models import Goal
from experiments.refusals import ExperimentRefusedError
from experiments.test_card import as_text, platform_of, platforms
from experiments.test_card_of import card_of, offers_after_export, run_there
from experiments.web.experiment_page import experiment_of
from experiments.web.forms import RivalChoice, testable_messages
from experiments.web.forms import rivals as rivals_of
from messaging.exported_texts import is_export
from messaging.models import Message, Variant
from workspaces.access import EDIT, Access, access_object
from workspaces.jobs import jobs_of
from workspaces.web.views import workspace_page

USUAL_UNIT = {"mailchimp": "send", "hubspot": "send", "other": "click"}
DAYS, SIZE, OPEN = "days", "size", "open"


class RunThereForm(forms.Form):
    """A test that a platform splits."""

    name = forms.CharField(max_length=120, label="What do you want to know?")
    rivals = RivalChoice(
        Variant.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Against what is live",
        error_messages={"required": "Choose at least one text to try against what is live."},
    )
    platform = forms.ChoiceField(label="Where does it run?", choices=list(platforms().items()))
    split = forms.ChoiceField(
        label="Who splits?",
        choices=[
            ("tested", "The platform’s own A/B test: each person sees one text"),
            ("optimiser", "The platform chooses: seen, not tested"),
        ],
        initial="tested",
        widget=forms.RadioSelect,
    )
    unit = forms.ChoiceField(label="What is one count?", choices=list(UNITS.items()))
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        label="What should people do?",
        empty_label="Choose a goal",
        help_text="What the report counts: clicks, sign-ups, orders.",
    )
    ending = forms.ChoiceField(
        label="When does it end?",
        choices=[
            (DAYS, "After so many days"),
            (SIZE, "After so many counts in all"),
            (OPEN, "No end: when our reading says so"),
        ],
        initial=DAYS,
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        required=False, min_value=1, max_value=100_000_000, initial=28, label="How many"
    )

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rivals, goal = self.fields["rivals"], self.fields["goal"]
        assert isinstance(rivals, forms.ModelMultipleChoiceField)
        assert isinstance(goal, forms.ModelChoiceField)
        rivals.queryset = (
            rivals_of(message.workspace).filter(message=message).select_related("pain")
        )
        goal.queryset = Goal.objects.for_workspace(message.workspace).filter(
            kind=Goal.Kind.CONVERSION
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("ending") != OPEN and not said.get("number"):
            self.add_error("number", "Say how many, or choose no end.")
        return said

    def as_plan(self) -> dict[str, Any]:
        """What ``run_there`` takes."""
        said = self.cleaned_data
        names = {DAYS: "plan_days", SIZE: "plan_size"}
        end = {names[said["ending"]]: said["number"]} if said["ending"] in names else {}
        return end | {
            "variants": list(said["rivals"]),
            "name": said["name"],
            "goal": said["goal"],
            "unit": said["unit"],
            "is_tested": said["split"] == "tested",
        }


@require_safe
@workspace_page()
def card(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """How to run this test on a platform; made to be printed."""
    experiment = experiment_of(access, pk)
    try:
        made = card_of(
            access=access, experiment=experiment, platform=request.GET.get("platform", "")
        )
    except ExperimentRefusedError as error:
        raise Http404(error.message) from error
    context = {"experiment": experiment, "card": made, "platforms": platforms(), "tab": "tests"}
    return render(request, "test/card.html", context)


@require_safe
@workspace_page()
def card_file(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The card as a text to send along with the file."""
    experiment = experiment_of(access, pk)
    try:
        made = card_of(
            access=access, experiment=experiment, platform=request.GET.get("platform", "")
        )
    except ExperimentRefusedError as error:
        raise Http404(error.message) from error
    answer = HttpResponse(as_text(made), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="test-card-{experiment.key}.md"'
    return answer


@workspace_page(permission=EDIT, change=EDIT)
def make(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Make a test of a message that a platform splits; its card follows."""
    message = access_object(testable_messages(access.workspace), access, pk=pk)
    platform = platform_of(message.placement.channel)
    if message.placement.channel == "email":
        platform = "mailchimp"
    initial = {
        "name": f"{message.placement.name}: which text?"[:120],
        "rivals": request.GET.getlist("rivals"),
        "platform": platform,
        "unit": USUAL_UNIT.get(platform, "impression"),
    }
    form = RunThereForm(request.POST or None, message=message, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = run_there(access=access, message=message, **form.as_plan())
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "The test stands. Its card says how to run it there.")
            answer = redirect("test-card", access.workspace.slug, made.pk)
            answer["Location"] += f"?platform={form.cleaned_data['platform']}"
            return answer
    context = {"form": form, "message": message, "live": message.live_variant, "tab": "tests"}
    return render(request, "test/run_there.html", context, status=409 if form.errors else 200)


@require_safe
@workspace_page(permission=EDIT)
def after_export(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What of an export could be tested where it goes."""
    job = access_object(jobs_of(access), access, pk=pk)
    if not is_export(job):
        raise Http404("This is no finished export.")
    context = {"job": job, "offers": offers_after_export(access=access, job=job), "tab": "out"}
    return render(request, "share/run_there.html", context | {"part": "there"})
