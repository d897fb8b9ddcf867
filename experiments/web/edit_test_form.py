"""What a person fills in to change a draft: all that the start will fix."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from experiments.draft_rules import UNITS
from experiments.models import Experiment, Goal
from experiments.web.edit_test_values import initial_of
from experiments.web.forms import RivalChoice
from experiments.web.plan_form import DAYS, ENDINGS, SIZE, GoalsChoice
from messaging.models import Variant
from workspaces.access import APPROVE, Access

NUMBER = re.compile(r"\d+(?:\.\d+)?")
WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
FIELD_OF = {"namespace": "group", "plan_days": "days", "plan_size": "size"}
"""Field of an experiment -> the one of this form that sets it, where they differ."""
SLOW_START = "0 h: 10 %\n24 h: 50 %\n72 h: 100 %"
GROUPS = (
    ("How visitors are split", ("split_by", "unit", "shares", "allocation", "ramp")),
    ("Who takes part", ("group", "group_share", "conditions")),
    ("When, and what comes after", ("starts_at", "ends_at", "holdback")),
    ("How it is read", ("secondary", "guardrails", "exact", "rope", "cap", "cuped_days")),
)
USUAL: dict[str, Any] = {
    "split_by": Experiment.SplitBy.CUPPA,
    "unit": "visitor",
    "allocation": Experiment.Allocation.FIXED,
    "rope": "5",
}
"""What most tests have; a group that says nothing else stays folded."""


@dataclass(frozen=True)
class Group:
    """Fields that belong together; folded while nobody has set any of them."""

    title: str
    fields: list[forms.BoundField]
    is_open: bool


class EditTestForm(forms.Form):
    """Everything of a draft but its place. Shares and coverage are in per cent."""

    name = forms.CharField(max_length=120, label="What do you want to know?")
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
        Goal.objects.none(), label="What should visitors do?", empty_label=None
    )
    ending = forms.ChoiceField(choices=ENDINGS, widget=forms.RadioSelect, label="When does it end?")
    size = forms.IntegerField(
        required=False, min_value=100, max_value=100_000_000, label="Visitors in all"
    )
    days = forms.IntegerField(required=False, min_value=1, max_value=365, label="Days")
    split_by = forms.ChoiceField(
        choices=Experiment.SplitBy.choices,
        label="Who splits?",
        help_text="What a platform’s optimiser shows to whom is no test: it is kept apart.",
    )
    unit = forms.ChoiceField(choices=list(UNITS.items()), label="What is counted?")
    shares = forms.CharField(
        max_length=200,
        required=False,
        label="Shares",
        help_text="The live text’s first, for example 70, 30. Empty: equal.",
    )
    allocation = forms.ChoiceField(
        choices=Experiment.Allocation.choices,
        label="Do shares follow the results?",
        help_text="A bandit shows more of what does better, and tells less about how much better.",
    )
    ramp = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": "0 h: 10 %\n24 h: 50 %\n72 h: 100 %"}
        ),
        label="Slow start",
        help_text="One step a line: hours after the start, and the share of visitors who take "
        "part. It holds by itself if the split is wrong or a guardrail suffers.",
    )
    group = forms.CharField(
        required=False,
        max_length=60,
        label="Group of tests that share no visitors",
        help_text="Tests with the same name here each get visitors of their own.",
    )
    group_share = forms.FloatField(
        required=False,
        min_value=5,
        max_value=100,
        label="Per cent of the group",
        help_text="Empty: a fair part.",
    )
    conditions = forms.CharField(
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": '{"country": "GB"}'}),
        label="Only visitors with these attributes",
        help_text="As GrowthBook writes conditions, in JSON.",
    )
    starts_at = forms.DateTimeField(
        required=False,
        widget=WHEN,
        label="Starts by itself",
        help_text="Empty: when somebody presses Start.",
    )
    ends_at = forms.DateTimeField(required=False, widget=WHEN, label="Stops by itself")
    holdback = forms.FloatField(
        required=False,
        min_value=0,
        max_value=20,
        label="Per cent who go on seeing the old text once decided",
        help_text="Up to 20. It tells later whether the gain lasts.",
    )
    secondary = GoalsChoice(
        Goal.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What else do you want to watch?",
    )
    guardrails = GoalsChoice(
        Goal.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What must not suffer?",
    )
    exact = forms.BooleanField(
        required=False, label="Few people do it: fewer than a hundred in all"
    )
    rope = forms.FloatField(
        min_value=0,
        max_value=50,
        label="Per cent below which a difference does not matter",
        help_text="0: every difference matters.",
    )
    cap = forms.FloatField(
        required=False,
        min_value=0.01,
        label="Values above this count as this",
        help_text="For a goal of money or time. Empty: taken from the past at the start.",
    )
    cuped_days = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=90,
        label="Compare with so many days before",
        help_text="For a goal of money or time, where visitors are known: less noise.",
    )

    def __init__(self, *args: Any, access: Access, experiment: Experiment, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(experiment))
        super().__init__(*args, **kwargs)
        self.experiment = experiment
        live = experiment.message.live_variant_id
        rivals = self.fields["rivals"]
        assert isinstance(rivals, forms.ModelMultipleChoiceField)
        rivals.queryset = (
            Variant.objects.for_workspace(access.workspace)
            .filter(message=experiment.message_id, state=Variant.State.APPROVED)
            .exclude(pk__in=[live] if live else [])
            .select_related("pain")
        )
        for name in ("goal", "secondary", "guardrails"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Goal.objects.for_workspace(access.workspace)
        clock = f"By the clock of {access.workspace.time_zone}."
        for name in ("starts_at", "ends_at"):
            self.fields[name].help_text = f"{self.fields[name].help_text} {clock}".strip()
        if experiment.is_aa:
            del self.fields["rivals"]
        if not access.may(APPROVE):
            del self.fields["starts_at"]

    def groups(self) -> list[Group]:
        """What few tests need, group by group."""
        found = []
        for title, names in GROUPS:
            fields = [self[name] for name in names if name in self.fields]
            found.append(Group(title, fields, any(self._is_set(field) for field in fields)))
        return found

    def _is_set(self, field: forms.BoundField) -> bool:
        return bool(field.errors) or bool(field.value() and field.value() != USUAL.get(field.name))

    def clean_shares(self) -> list[float] | None:
        text = self.cleaned_data["shares"]
        if not text.strip():
            return None
        return [float(number) for number in NUMBER.findall(text)]

    def clean_ramp(self) -> list[list[float]]:
        steps = []
        for line in self.cleaned_data["ramp"].splitlines():
            if not line.strip():
                continue
            numbers = [float(number) for number in NUMBER.findall(line)]
            if len(numbers) != 2:
                raise ValidationError(f"“{line.strip()[:40]}” names no hours and share: 24 h: 50 %")
            steps.append([numbers[0], numbers[1] / 100])
        return steps

    def clean_conditions(self) -> dict[str, Any]:
        text = self.cleaned_data["conditions"].strip()
        if not text:
            return {}
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ValidationError('Write it as JSON, for example {"country": "GB"}.')
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ending = cleaned.get("ending")
        if ending == SIZE and not cleaned.get("size") and "size" not in self.errors:
            self.add_error("size", "Say after how many visitors, or choose another end.")
        if ending == DAYS and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", "Say after how many days, or choose another end.")
        if cleaned.get("group_share") and not cleaned.get("group"):
            self.add_error("group", "Name the group that this is a part of.")
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What ``change_experiment`` takes."""
        given = self.cleaned_data
        group = [given["group"]] if given["group"] else []
        if group and given["group_share"]:
            group.append(given["group_share"] / 100)
        changes = {
            name: given[name]
            for name in (
                "name", "hypothesis", "goal", "secondary", "guardrails", "exact", "split_by",
                "unit", "allocation", "ramp", "conditions", "ends_at", "cap",
            )
        } | {
            "plan_size": given["size"] if given["ending"] == SIZE else None,
            "plan_days": given["days"] if given["ending"] == DAYS else None,
            "rope": given["rope"] / 100,
            "holdback": (given["holdback"] or 0) / 100,
            "cuped_days": given["cuped_days"] or 0,
            "namespace": group,
        }  # fmt: skip
        if "starts_at" in given:
            changes["starts_at"] = given["starts_at"]
        return changes | self._arms()

    def _arms(self) -> dict[str, Any]:
        """Arms only where they change, so that a saved page does not shuffle them."""
        shares = self.cleaned_data["shares"]
        if "rivals" not in self.fields:
            return {"shares": shares or [1.0, 1.0]}
        chosen = list(self.cleaned_data["rivals"])
        there = [
            arm.variant_id for arm in self.experiment.arms.order_by("position") if arm.position
        ]
        chosen.sort(key=lambda v: there.index(v.pk) if v.pk in there else len(there))
        return {"variants": chosen, "shares": shares}

    def take_in(self, error: ValidationError) -> None:
        """Show what the use case refused at the field that sets it."""
        for name, said in error.message_dict.items():
            field = FIELD_OF.get(name, name)
            self.add_error(field if field in self.fields else None, said)
