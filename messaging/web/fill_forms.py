"""The forms for filling somebody's own file: the file, then what goes where."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from messaging.campaign_guests import visible_campaigns
from messaging.channels_here import channels_of
from messaging.fill_export import FillChoice
from messaging.fill_template import MOST_BYTES, TOO_LARGE, FileToFill
from messaging.models import Campaign
from messaging.sharing.collect_lines import Selection
from messaging.sharing.filling.assigning import BY_HAND, BY_KEY, HOW
from messaging.sharing.filling.columns import ABOUT, targets_of
from messaging.sharing.filling.sheet_xml import column_letters
from messaging.web.share_form import WHICH, dialect_choices
from workspaces.access import Access

ROWS_BY_HAND = 50
LONGEST_SHOWN = 80
ROW = "row_"


class FileForm(forms.Form):
    file = forms.FileField(
        label="Your file",
        help_text="An export of your ad account, or a template: CSV or TSV in any usual encoding, "
        f"or a workbook (XLSX), up to {MOST_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


def column_labels(header: tuple[str, ...]) -> list[str]:
    """A name for each column that no other has."""
    said = [name.strip() for name in header]
    labels = []
    for index, name in enumerate(said):
        letters = column_letters(index)
        if not name:
            labels.append(f"Column {letters}")
        elif said.count(name) > 1:
            labels.append(f"{name} (column {letters})")
        else:
            labels.append(name)
    return labels


class FillForm(forms.Form):
    """``to_<target>`` names a column; ``row_<number>`` the key of the text for that row."""

    channel = forms.ChoiceField(label="Channel of the copy")
    mapped_for = forms.CharField(required=False, widget=forms.HiddenInput)
    which = forms.ChoiceField(
        label="State", choices=WHICH[:2], initial="approved", widget=forms.RadioSelect
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), required=False, empty_label="All campaigns, and texts without one"
    )
    how = forms.ChoiceField(
        label="Which text goes where",
        choices=list(HOW.items()),
        initial=BY_KEY,
        widget=forms.RadioSelect,
    )
    dialect = forms.ChoiceField(required=False, label="Merge tags")
    write_key = forms.BooleanField(
        required=False,
        initial=True,
        label="Write the key into the name or label where it is missing",
        help_text="By the key, results find their way back to the text.",
    )

    def __init__(
        self, *args: Any, access: Access, template: FileToFill, channel: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        channels = channels_of(access)
        self.template, self.of = template, channels[channel]
        field, campaign, dialect = (
            self.fields[name] for name in ("channel", "campaign", "dialect")
        )
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(campaign, forms.ModelChoiceField)
        assert isinstance(dialect, forms.ChoiceField)
        field.choices = [(key, one.name) for key, one in channels.items()]
        campaign.queryset = visible_campaigns(access).filter(archived_at=None)
        dialect.choices = dialect_choices(access)
        if not self.of.merge_tags:
            del self.fields["dialect"]
        self.labels = column_labels(template.header)
        self.targets = {target: one.title for target, one in targets_of(self.of).items()} | ABOUT
        for target, title in self.targets.items():
            self.fields[f"to_{target}"] = forms.CharField(
                label=title,
                required=False,
                widget=forms.TextInput(attrs={"list": "columns", "autocomplete": "off"}),
            )
        for row in template.rows[:ROWS_BY_HAND]:
            about = " · ".join(cell.strip() for cell in row.cells if cell.strip())
            self.fields[f"{ROW}{row.number}"] = forms.CharField(
                label=f"Row {row.number}",
                required=False,
                help_text=f"{about[:LONGEST_SHOWN]}{'…' if len(about) > LONGEST_SHOWN else ''}",
                widget=forms.TextInput(attrs={"list": "keys", "autocomplete": "off"}),
            )

    def mapped(self) -> list[forms.BoundField]:
        return [self[f"to_{target}"] for target in self.targets]

    def by_hand(self) -> list[forms.BoundField]:
        return [self[f"{ROW}{row.number}"] for row in self.template.rows[:ROWS_BY_HAND]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        places = {label.casefold(): index for index, label in reversed([*enumerate(self.labels)])}
        self.mapping: dict[str, int] = {}
        for target in self.targets:
            name = said.get(f"to_{target}", "").strip()
            if name and name.casefold() not in places:
                self.add_error(f"to_{target}", f"The file has no column “{name}”.")
            elif name:
                self.mapping[target] = places[name.casefold()]
        return said

    def choice(self) -> FillChoice:
        said = self.cleaned_data
        hand = {
            row.number: key
            for row in self.template.rows[:ROWS_BY_HAND]
            if (key := said.get(f"{ROW}{row.number}", "").strip())
        }
        return FillChoice(
            channel=self.of.key,
            mapping=self.mapping,
            how=said["how"],
            by_hand=hand if said["how"] == BY_HAND else {},
            dialect=said.get("dialect", ""),
            write_key=said["write_key"],
        )

    def selection(self) -> Selection:
        campaign = self.cleaned_data["campaign"]
        return Selection(
            which=self.cleaned_data["which"], campaigns=(campaign.pk,) if campaign else ()
        )


def initial_of(template: FileToFill, mapping: Mapping[str, int]) -> dict[str, str]:
    """What the form begins with: the names of the columns that were guessed."""
    labels = column_labels(template.header)
    return {
        f"to_{target}": labels[column] for target, column in mapping.items() if column < len(labels)
    }
