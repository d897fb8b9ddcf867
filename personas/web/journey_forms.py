"""Forms of the journey: its stages, its moments of decision, and how they are recognised."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from personas.models import JourneyStage, RecognitionRule, Transition
from workspaces.access import Access
from workspaces.web.lines_field import LinesField

MOST_CHANNELS, LONGEST_CHANNEL = 12, 40
MOST_SIGNALS, LONGEST_SIGNAL = 12, 120
PERCENT = 100


class StageForm(forms.ModelForm[JourneyStage]):
    channels = LinesField(
        required=False,
        most=MOST_CHANNELS,
        longest=LONGEST_CHANNEL,
        label="Where one meets them there",
        help_text="A channel a line, in short words: “search”, “reviews”, “sales call”.",
    )
    across = forms.IntegerField(
        min_value=0,
        max_value=PERCENT,
        required=False,
        label="Across, in percent",
        help_text="Where it stands in the drawing: 0 is left, 100 right. Empty, it is placed by "
        "itself. You can also drag it.",
    )
    down = forms.IntegerField(
        min_value=0,
        max_value=PERCENT,
        required=False,
        label="Down, in percent",
        help_text="0 is the top, 100 the bottom.",
    )

    class Meta:
        model = JourneyStage
        fields = ("name", "kind", "question", "channels", "position")
        labels = {"question": "The question in their head"}
        help_texts = {
            "name": "How you and they would call it: “Looking around”.",
            "question": "What goes through the customer's head there: “What do others do?”",
            "position": "Stages are listed in this order.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        if row is not None and row.x is not None and row.y is not None:
            placed = {"across": round(row.x * PERCENT), "down": round(row.y * PERCENT)}
            kwargs["initial"] = placed | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        across, down = said.get("across"), said.get("down")
        if (across is None) != (down is None) and not self.errors:
            name = "across" if across is None else "down"
            self.add_error(name, "Give both, or neither.")
        return said

    def changes(self) -> dict[str, Any]:
        """What the form says of the row. A place that was not touched keeps its exact values."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        said["position"] = said["position"] or 0
        if {"across", "down"} & set(self.changed_data):
            across, down = self.cleaned_data["across"], self.cleaned_data["down"]
            said |= {
                "x": None if across is None else across / PERCENT,
                "y": None if down is None else down / PERCENT,
            }
        return said


class TransitionForm(forms.ModelForm[Transition]):
    signals = LinesField(
        required=False,
        most=MOST_SIGNALS,
        longest=LONGEST_SIGNAL,
        label="What one can see of it",
        help_text="A sign a line: “opens the page for cancelling”, “asks twice about the price”.",
    )

    class Meta:
        model = Transition
        fields = ("from_stage", "to_stage", "event", "question", "signals")
        labels = {
            "from_stage": "From",
            "to_stage": "To",
            "event": "What sets it off",
            "question": "The question in their head",
        }
        help_texts = {
            "event": "Something that happens, as it would follow “when”: “the price goes up”.",
            "question": "What they ask themselves at that moment: “Why do I still pay for this?”",
        }
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": "This transition is there already."}
        }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        for name in ("from_stage", "to_stage"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = JourneyStage.objects.for_workspace(access.workspace)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("from_stage") and said.get("from_stage") == said.get("to_stage"):
            self.add_error("to_stage", "A transition leads to another stage.")
        return said


class RuleForm(forms.ModelForm[RecognitionRule]):
    """Kind, match and value; whom it is about, its page knows."""

    class Meta:
        model = RecognitionRule
        fields = ("kind", "match", "value")
        labels = {"kind": "Where", "match": "How", "value": "Text"}
        help_texts = {
            "value": "Capitals do not matter. Of pages give the address or its path: “/cancel”."
        }
        widgets = {"value": forms.TextInput(attrs={"placeholder": "newsletter"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "Which sign"), *RecognitionRule.Kind.choices]
