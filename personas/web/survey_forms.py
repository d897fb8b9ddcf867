"""Forms of the pages on which surveys are made."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q

from personas.ask_customers import MOST_QUESTIONS, QuestionText
from personas.models import PainPoint, Persona, Survey, SurveyQuestion
from personas.survey_words import languages
from personas.web.evidence_forms import personas_of
from workspaces.access import Access

FIRST_YEAR, LAST_YEAR = 2000, 2999
"""Nobody means another, and there is no day after the last one that can be written."""
ROWS_MORE = 2
"""Empty rows for new questions: without a script there is no other way to add one."""


class StartForm(forms.Form):
    """Whom to ask, and what about."""

    persona = forms.ModelChoiceField(Persona.objects.none(), label="Whom", empty_label=None)
    kind = forms.ChoiceField(choices=Survey.Kind.choices, label="What about")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = personas_of(access)  # type: ignore[attr-defined]


class SurveyForm(forms.ModelForm[Survey]):
    language = forms.ChoiceField(
        label="Language", help_text="Of everything on the page that you do not write yourself."
    )
    last_day = forms.DateField(
        required=False,
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Answers are taken until the end of this day. Empty: until you close it.",
    )

    class Meta:
        model = Survey
        fields = ("title", "intro", "thanks")
        labels = {"intro": "What it is about", "thanks": "What it says afterwards"}
        widgets = {
            "intro": forms.Textarea(attrs={"rows": 3}),
            "thanks": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(access.workspace.time_zone)
        self.fields["language"].choices = list(languages().items())  # type: ignore[attr-defined]
        self.initial["language"] = self.instance.language
        ends = self.instance.closes_at
        if ends is not None:
            self.initial["last_day"] = (ends.astimezone(self.zone) - timedelta(seconds=1)).date()

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError("Which year do you mean?")
        return day

    def changes(self) -> dict[str, Any]:
        """What to set on the survey: the last day as the moment it is over."""
        said = dict(self.cleaned_data)
        day = said.pop("last_day")
        ends = None
        if day is not None:
            ends = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return said | {"closes_at": ends}


class QuestionForm(forms.Form):
    """One question. ``pk`` is empty for a new one; so is ``text`` where the row stays unused."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=300, label="Question", widget=forms.Textarea(attrs={"rows": 2})
    )
    hint = forms.CharField(required=False, max_length=200, label="A hint below it")
    is_required = forms.BooleanField(required=False, label="Must be answered")
    pain = forms.ModelChoiceField(
        PainPoint.objects.none(),
        required=False,
        label="To be rated",
        empty_label="no, answered in words",
    )

    def __init__(self, *args: Any, pains: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pain"].queryset = pains  # type: ignore[attr-defined]


class BaseQuestions(forms.BaseFormSet[QuestionForm]):
    def wanted(self) -> list[QuestionText]:
        """The questions as they shall be, in order."""
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
        ]
        last = len(self.forms) + 1
        kept.sort(key=lambda said: said.get("ORDER") or last)
        return [
            QuestionText(
                said["text"], said["hint"], said["is_required"], said["pain"], said["pk"] or 0
            )
            for said in kept
        ]


def questions_form(
    *, access: Access, survey: Survey, answered: bool, data: Any = None
) -> BaseQuestions:
    """The questions of a survey to change; once answered, without rows for new ones."""
    rows = SurveyQuestion.objects.for_workspace(access.workspace).filter(survey=survey)
    pains = (
        PainPoint.objects.for_workspace(access.workspace)
        .filter(Q(archived_at=None) | Q(pk__in=rows.values("pain")), persona=survey.persona_id)
        .order_by("title")
    )
    made = forms.formset_factory(
        QuestionForm,
        formset=BaseQuestions,
        extra=0 if answered else ROWS_MORE,
        can_order=True,
        can_delete=True,
        max_num=MOST_QUESTIONS + ROWS_MORE,
        absolute_max=MOST_QUESTIONS + ROWS_MORE,
    )
    initial = [
        {
            "pk": row.pk,
            "text": row.text,
            "hint": row.hint,
            "is_required": row.is_required,
            "pain": row.pain_id,
        }
        for row in rows
    ]
    found = made(
        data,
        prefix="q",
        initial=initial,
        form_kwargs={"pains": pains if survey.kind == Survey.Kind.RATING else pains.none()},
    )
    assert isinstance(found, BaseQuestions)
    return found
