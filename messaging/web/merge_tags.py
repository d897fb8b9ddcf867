"""The merge tags of a workspace: which there are, how long values get, what tools call them."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from messaging.channels.merge_tags import (
    Dialect,
    UnknownTokenError,
    dialects,
    in_dialect,
    longest_values,
)
from messaging.channels_here import TagsHere, tags_of
from messaging.merge_tag_settings import (
    LONGEST_VALUE,
    MergeTagsError,
    set_merge_tags,
)
from workspaces.access import EDIT, Access
from workspaces.web.views import workspace_page

FALLBACKS = {"keyword": "tea", "company": "your company", "last_name": "friend"}


@dataclass(frozen=True, slots=True)
class DialectView:
    """One tool: how each merge tag is written for it, and the fields of its form."""

    dialect: Dialect
    fields: list[tuple[str, forms.BoundField, str]]
    is_usual: bool


class MergeTagsForm(forms.Form):
    """A longest value for each token, and a field for each token in each dialect."""

    dialect = forms.ChoiceField(
        required=False,
        label="The tool you send with",
        help_text="Copy is taken along in its writing unless somebody picks another.",
    )
    new_token = forms.CharField(
        max_length=40,
        required=False,
        label="Another merge tag",
        widget=forms.TextInput(attrs={"placeholder": "city"}),
        help_text="Small letters. Save, then say what your tools call it.",
    )
    new_longest = forms.CharField(
        max_length=LONGEST_VALUE,
        required=False,
        label="Its longest value",
        widget=forms.TextInput(attrs={"placeholder": "Llanfairpwllgwyngyll"}),
    )

    def __init__(self, data: object, *, tags: TagsHere) -> None:
        super().__init__(data, initial={"dialect": tags.dialect})  # type: ignore[arg-type]
        self.tokens = list(tags.longest)
        choice = self.fields["dialect"]
        assert isinstance(choice, forms.ChoiceField)
        known = [(key, dialect.name) for key, dialect in dialects().items()]
        choice.choices = [("", "None: as it is written here"), *known]
        for token in self.tokens:
            self.fields[f"longest.{token}"] = forms.CharField(
                max_length=LONGEST_VALUE,
                required=False,
                label=f"Longest value of {token}",
                initial=tags.longest[token],
            )
            if token not in longest_values():
                self.fields[f"drop.{token}"] = forms.BooleanField(
                    required=False, label="Take it away; texts with it can then not be submitted"
                )
            for key, dialect in dialects().items():
                self.fields[f"fields.{key}.{token}"] = forms.CharField(
                    max_length=80,
                    required=False,
                    label=f"{token} in {dialect.name}",
                    initial=tags.fields.get(key, {}).get(token, dialect.fields.get(token, "")),
                )

    def kept(self) -> list[str]:
        """The tokens that stay: one of the workspace's own can be taken away."""
        return [token for token in self.tokens if not self.cleaned_data.get(f"drop.{token}")]

    def longest(self) -> dict[str, str]:
        said = {token: self.cleaned_data[f"longest.{token}"] for token in self.kept()}
        if self.cleaned_data["new_token"]:
            said[self.cleaned_data["new_token"]] = self.cleaned_data["new_longest"]
        return said

    def field_names(self) -> dict[str, dict[str, str]]:
        return {
            key: {token: self.cleaned_data[f"fields.{key}.{token}"] for token in self.kept()}
            for key in dialects()
        }

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField | None]]:
        return [
            (
                token,
                self[f"longest.{token}"],
                self[f"drop.{token}"] if f"drop.{token}" in self.fields else None,
            )
            for token in self.tokens
        ]


@workspace_page()
def merge_tags(request: HttpRequest, access: Access) -> HttpResponse:
    """See and set them; what is saved counts in every limit at once."""
    tags = tags_of(access)
    posted = request.POST if request.method == "POST" else None
    form = MergeTagsForm(posted, tags=tags)
    for field in form.fields.values():
        field.disabled = not access.may(EDIT)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _saved(access, form):
            messages.success(request, "Saved. Limits and copies follow it from now on.")
            return redirect("write-merge-tags", access.workspace.slug)
    context = {
        "form": form,
        "tags": tags,
        "tools": [_view(form, dialect, tags) for dialect in dialects().values()],
        "tab": "channels",
    }
    return render(request, "write/merge_tags.html", context, status=status)


def _saved(access: Access, form: MergeTagsForm) -> bool:
    try:
        set_merge_tags(
            access=access,
            dialect=form.cleaned_data["dialect"],
            fields=form.field_names(),
            longest=form.longest(),
        )
    except MergeTagsError as error:
        new = f"longest.{form.cleaned_data['new_token']}"
        for place, message in error.faults.items():
            field = "new_token" if place == new else place
            form.add_error(field if field in form.fields else None, message)
        return False
    return True


def _view(form: MergeTagsForm, dialect: Dialect, tags: TagsHere) -> DialectView:
    fields = []
    for token in form.tokens:
        neutral = f"{{{{{token}|{FALLBACKS.get(token, 'there')}}}}}"
        try:
            written = in_dialect(neutral, dialect, tags.fields.get(dialect.key))
        except UnknownTokenError:
            written = ""
        fields.append((neutral, form[f"fields.{dialect.key}.{token}"], written))
    return DialectView(dialect, fields, dialect.key == tags.dialect)
