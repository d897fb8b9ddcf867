"""What a person fills in to plan, decide and note."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q

from experiments.models import Experiment, Goal, Phase
from experiments.stats.sample_size import visitors_per_arm
from messaging.models import Message, Variant
from workspaces.models import Workspace
from workspaces.models.tenancy import validate_key


class WhereForm(forms.Form):
    message = forms.ModelChoiceField(Message.objects.none(), label="Where do people read it?")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["message"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = testable_messages(workspace)


def testable_messages(workspace: Workspace) -> Any:
    """Messages with live copy and at least one approved rival."""
    approved = Count("variants", filter=Q(variants__state=Variant.State.APPROVED))
    return (
        Message.objects.for_workspace(workspace)
        .filter(live_variant__isnull=False, placement__archived_at=None)
        .annotate(approved=approved)
        .filter(approved__gt=1)
        .select_related("placement", "persona", "stage", "transition", "live_variant__pain")
    )


class RivalChoice(forms.ModelMultipleChoiceField[Variant]):
    def label_from_instance(self, obj: Variant) -> str:
        first = next((text for _, text in obj.sentences()), obj.key)
        return f"{first} · {obj.pain or 'no pain named'}"


class PlanForm(forms.Form):
    """A test of one message's live copy against one or more rivals."""

    name = forms.CharField(
        max_length=120,
        initial="Which problem moves people here?",
        label="What do you want to know?",
    )
    hypothesis = forms.CharField(
        max_length=300,
        required=False,
        label="What do you expect, and why?",
        help_text="It is fixed at the start and printed with the result.",
    )
    rivals = RivalChoice(
        Variant.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Against what is live",
        help_text="Change one thing only, best the pain, and the test tells which pain wins.",
    )
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        required=False,
        label="What should visitors do?",
        empty_label="Something new, named below",
    )
    new_goal = forms.CharField(
        max_length=60,
        required=False,
        label="A new goal",
        help_text="For example “Starts a trial”. Your site reports it as starts-a-trial.",
    )
    size = forms.IntegerField(
        required=False,
        min_value=100,
        max_value=100_000_000,
        label="Visitors in all",
        help_text="Leave empty to look whenever you like. With an end in sight you find "
        "a difference with fewer visitors.",
    )

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rivals, goals = self.fields["rivals"], self.fields["goal"]
        assert isinstance(rivals, forms.ModelMultipleChoiceField)
        assert isinstance(goals, forms.ModelChoiceField)
        rivals.queryset = (
            Variant.objects.for_workspace(message.workspace)
            .filter(message=message, state=Variant.State.APPROVED)
            .exclude(live_in=message)
            .select_related("pain")
        )
        goals.queryset = Goal.objects.for_workspace(message.workspace)
        goals.initial = goals.queryset.order_by("-pk").values_list("pk", flat=True).first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("goal") and not cleaned.get("new_goal"):
            self.add_error("goal", "Choose a goal or name a new one.")
        return cleaned


class SizeForm(forms.Form):
    """How many visitors would tell a lift of this size? It stands folded inside the plan's form,
    so the browser must not ask for it.
    """

    use_required_attribute = False

    rate = forms.FloatField(
        min_value=0.01,
        max_value=99,
        label="Of 100 visitors, how many do it today?",
        help_text="A guess will do: 3, or 0.5.",
    )
    lift = forms.FloatField(
        min_value=1,
        max_value=1_000,
        initial=20,
        label="From how many per cent more on would you care?",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "rate" in cleaned and "lift" in cleaned and self._other(cleaned) >= 1:
            raise ValidationError("So much more than today is more than everybody.")
        return cleaned

    def size(self, arms: int) -> int:
        """Visitors in all over ``arms`` equal arms, rounded up to a hundred."""
        rate = self.cleaned_data["rate"] / 100
        per_arm = visitors_per_arm(rate, self._other(self.cleaned_data))
        return ceil(per_arm * arms / 100) * 100

    @staticmethod
    def _other(cleaned: dict[str, Any]) -> float:
        return float(cleaned["rate"] / 100 * (1 + cleaned["lift"] / 100))


class ArmChoice(forms.ModelChoiceField[Variant]):
    def label_from_instance(self, obj: Variant) -> str:
        return next((text for _, text in obj.sentences()), obj.key)


class DecideForm(forms.Form):
    winner = ArmChoice(
        Variant.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label="Which wording shall everybody see?",
    )
    reason = forms.CharField(
        max_length=300,
        required=False,
        label="Why this one?",
        help_text="Needed only where you choose otherwise than the verdict.",
    )

    def __init__(self, *args: Any, experiment: Experiment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["winner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Variant.objects.for_workspace(experiment.workspace).filter(
            arms__experiment=experiment
        )


class SplitForm(forms.Form):
    """How visitors are split from now on: per cent of them for each arm, and per cent of all who
    take part at all. ``names`` are those of the arms by position; ``phase`` is what holds today.
    """

    def __init__(self, *args: Any, names: Sequence[str], phase: Phase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arm_fields = [f"weight_{position}" for position in range(len(names))]
        for field, name, weight in zip(self.arm_fields, names, phase.weights, strict=True):
            self.fields[field] = forms.FloatField(
                min_value=0,
                max_value=100,
                initial=round(weight * 100, 2),
                label=f"Per cent for {name}",
            )
        self.fields["coverage"] = forms.FloatField(
            min_value=0.1,
            max_value=100,
            initial=round(phase.coverage * 100, 2),
            label="Per cent of visitors who take part",
            help_text="The others see the live text and are not counted.",
        )

    def weights(self) -> list[float]:
        """By position, in per cent."""
        return [self.cleaned_data[name] for name in self.arm_fields]

    def coverage(self) -> float:
        """A share of 1."""
        return float(self.cleaned_data["coverage"]) / 100


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, label="Why?")


class NoteForm(forms.Form):
    note = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2_000,
        label="What did you learn about your customers?",
    )


class GoalForm(forms.ModelForm[Goal]):
    key = forms.CharField(
        max_length=80,
        validators=[validate_key],
        help_text="What your site reports: small letters, digits, dashes.",
    )

    class Meta:
        model = Goal
        fields = ("name", "key", "kind", "direction", "window_days")
        labels = {"window_days": "Days after the first view that count"}
