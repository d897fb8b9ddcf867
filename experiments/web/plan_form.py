"""What a person fills in to plan a test: the question, the texts, the goal, the end."""

from typing import Any

from django import forms

from experiments.models import Goal
from experiments.web.forms import RivalChoice
from experiments.web.forms import rivals as rivals_of
from messaging.models import Message, Variant

SIZE, DAYS, OPEN = "size", "days", "open"
ENDINGS = (
    (SIZE, "After so many visitors"),
    (DAYS, "After so many days"),
    (OPEN, "No end: look whenever you like, and wait longer"),
)


class GoalsChoice(forms.ModelMultipleChoiceField[Goal]):
    def label_from_instance(self, obj: Goal) -> str:
        return obj.name


class PlanForm(forms.Form):
    """A test of one message's live copy against one or more rivals."""

    use_required_attribute = False  # what is worked out beside it needs only half of the form

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
        error_messages={"required": "Choose at least one text to try against what is live."},
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
    rate = forms.FloatField(
        min_value=0.01,
        max_value=99,
        required=False,
        label="Of 100 visitors, how many do it today?",
        help_text="A guess will do: 3, or 0.5. Empty: as counted before, where it was.",
    )
    daily = forms.FloatField(
        min_value=0.1,
        max_value=100_000_000,
        required=False,
        label="Visitors a day at this place",
        help_text="Empty: as counted before, where they were.",
    )
    lift = forms.FloatField(
        min_value=1,
        max_value=1_000,
        initial=20,
        required=False,
        label="From how many per cent more on would you care?",
    )
    ending = forms.ChoiceField(
        choices=ENDINGS, widget=forms.RadioSelect, required=False, label="When does it end?"
    )
    size = forms.IntegerField(
        required=False, min_value=100, max_value=100_000_000, label="Visitors in all"
    )
    days = forms.IntegerField(required=False, min_value=1, max_value=365, label="Days")
    exact = forms.BooleanField(
        required=False,
        label="Few people do it: fewer than a hundred in all",
        help_text="Then the result is read by a rule made for small counts, whenever you look.",
    )
    secondary = GoalsChoice(
        Goal.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What else do you want to watch?",
        help_text="Shown beside the goal; it decides nothing.",
    )
    guardrails = GoalsChoice(
        Goal.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What must not suffer?",
        help_text="A winner that harms one of these is not called safe.",
    )

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rivals = self.fields["rivals"]
        assert isinstance(rivals, forms.ModelMultipleChoiceField)
        rivals.queryset = (
            rivals_of(message.workspace).filter(message=message).select_related("pain")
        )
        goals = Goal.objects.for_workspace(message.workspace)
        for name in ("goal", "secondary", "guardrails"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = goals
        self.fields["goal"].initial = goals.order_by("-pk").values_list("pk", flat=True).first()
        self.fields["ending"].initial = OPEN

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("goal") and not cleaned.get("new_goal"):
            self.add_error("goal", "Choose a goal or name a new one.")
        self._check_parts(cleaned)
        ending = cleaned.get("ending") or (SIZE if cleaned.get("size") else OPEN)
        if ending == SIZE and not cleaned.get("size") and "size" not in self.errors:
            self.add_error("size", "Say after how many visitors, or choose another end.")
        if ending == DAYS and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", "Say after how many days, or choose another end.")
        cleaned["plan_size"] = cleaned.get("size") if ending == SIZE else None
        cleaned["plan_days"] = cleaned.get("days") if ending == DAYS else None
        return cleaned

    def _check_parts(self, cleaned: dict[str, Any]) -> None:
        """Each goal plays one part: it decides, is watched, or is guarded."""
        decides = cleaned.get("goal")
        watched, guarded = set(cleaned.get("secondary") or ()), set(cleaned.get("guardrails") or ())
        for name, chosen in (("secondary", watched), ("guardrails", guarded)):
            if decides in chosen:
                self.add_error(name, f"“{decides}” decides already: leave it out here.")
        if watched & guarded:
            names = ", ".join(sorted(f"“{goal}”" for goal in watched & guarded))
            self.add_error("guardrails", f"{names}: watch it or guard it, not both.")
