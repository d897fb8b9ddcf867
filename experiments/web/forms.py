"""What a person fills in to plan, decide and note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from experiments.models import Arm, Experiment, Phase
from messaging.models import Message, Variant
from workspaces.models import Workspace


class WhereForm(forms.Form):
    message = forms.ModelChoiceField(Message.objects.none(), label="Where do people read it?")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["message"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = testable_messages(workspace)


def testable_messages(workspace: Workspace) -> Any:
    """Messages with live copy and at least one approved rival."""
    of_message = rivals(workspace).filter(message=OuterRef("pk"))
    return (
        Message.objects.for_workspace(workspace)
        .filter(Exists(of_message), live_variant__isnull=False, placement__archived_at=None)
        .select_related("placement", "persona", "stage", "transition", "live_variant__pain")
    )


def rivals(workspace: Workspace) -> Any:
    """Approved texts that are not live, but for the copies that A/A tests are made with."""
    copies = Arm.objects.for_workspace(workspace).filter(
        variant=OuterRef("pk"), position__gt=0, experiment__is_aa=True
    )
    return (
        Variant.objects.for_workspace(workspace)
        .filter(~Exists(copies), state=Variant.State.APPROVED)
        .exclude(live_in__isnull=False)
    )


class RivalChoice(forms.ModelMultipleChoiceField[Variant]):
    def label_from_instance(self, obj: Variant) -> str:
        first = next((text for _, text in obj.sentences()), obj.key)
        return f"{first} · {obj.pain or 'no pain named'}"


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
    holdback = forms.FloatField(
        required=False,
        min_value=0,
        max_value=20,
        label="Per cent who go on seeing the old text",
        help_text="Up to 20. It tells later whether the gain lasts. Empty: what was planned.",
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
