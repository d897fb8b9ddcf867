"""What the page of a text shows of the work on it: remarks, whose turn it is, versions."""

from typing import Any

from django import forms

from messaging.assigning import workers
from messaging.comments import MOST_LETTERS, comments_of
from messaging.models import Variant
from messaging.text_versions import versions_of
from workspaces.access import Access
from workspaces.models import User


class CommentForm(forms.Form):
    text = forms.CharField(
        max_length=MOST_LETTERS,
        label="Say something about it",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what you want to say."},
    )


class TurnForm(forms.Form):
    """Whose turn it is. Either may stay open."""

    assignee = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Nobody in particular", label="With"
    )
    due_on = forms.DateField(
        required=False, label="Until", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = workers(access=access)


def working_context(access: Access, row: Variant) -> dict[str, Any]:
    """What the page of a text shows of the work on it. Three queries."""
    return {
        "comments": list(comments_of(access=access, variant=row)),
        "comment_form": CommentForm(auto_id="comment-%s"),
        "turn_form": TurnForm(
            access=access, initial={"assignee": row.assignee_id, "due_on": row.due_on}
        ),
        "versions": versions_of(access=access, variant=row),
    }
