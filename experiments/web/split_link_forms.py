"""What a person fills in for a split link."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from experiments.models import SplitLink
from experiments.split_links import check_address, variants_of
from messaging.models import Placement, Variant
from workspaces.access import Access

LONGEST_ADDRESS = 500
EXAMPLE = "https://example.com/pricing"


class AddressField(forms.CharField):
    """A whole http(s) address that visitors can be sent to."""

    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESS, **kwargs)
        self.widget.attrs.setdefault("placeholder", EXAMPLE)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return check_address(text) if text else ""


class NewLinkForm(forms.Form):
    """The least a link needs; pages for single texts come afterwards."""

    name = forms.CharField(max_length=120, help_text="For you: where the link will stand.")
    placement = forms.ModelChoiceField(
        Placement.objects.none(),
        label="Which test decides",
        empty_label="Choose a place",
        help_text="The place whose texts are tested. Visitors get the page of their text.",
    )
    url = AddressField(
        label="Where everybody else goes", help_text="And everybody, while nothing is tested."
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["placement"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places(access)


def places(access: Access) -> "QuerySet[Placement]":
    return Placement.objects.for_workspace(access.workspace).filter(archived_at=None)


class LinkForm(forms.Form):
    """A link with a page for each of its placement's texts."""

    name = forms.CharField(max_length=120)
    url = AddressField(
        label="Where everybody else goes", help_text="And whoever gets a text without a page."
    )
    is_on = forms.BooleanField(
        required=False,
        label="Split visitors",
        help_text="Off, everybody goes to the address above and nothing is counted.",
    )
    remembers = forms.BooleanField(
        required=False,
        label="Know visitors again by a cookie",
        help_text="Who clicks twice gets the same page and counts once. Tick it only where your "
        "privacy notice allows a cookie of this site; without it each click is a new visitor.",
    )

    def __init__(self, data: QueryDict | None, *, access: Access, link: SplitLink) -> None:
        initial = {name: getattr(link, name) for name in ("name", "url", "is_on", "remembers")}
        super().__init__(data, initial=initial)
        self.variants = list(variants_of(access, link.placement))
        urls = {page.variant_id: page.url for page in link.pages.all()}
        for variant in self.variants:
            self.fields[_name(variant)] = AddressField(
                required=False, label=said_by(variant), initial=urls.get(variant.pk, "")
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pages = [data.get(_name(variant)) for variant in self.variants]
        is_empty = bool(self.variants) and not any(pages) and not self.errors
        if is_empty and data.get("is_on"):
            raise ValidationError(
                "Give at least one text a page of its own: there is nothing to split yet."
            )
        return data

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "url", "is_on", "remembers")}

    def pages(self) -> dict[Variant, str]:
        return {variant: self.cleaned_data[_name(variant)] for variant in self.variants}

    def own_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("name", "url", "is_on", "remembers"))

    def page_fields(self) -> list[forms.BoundField]:
        return [self[_name(variant)] for variant in self.variants]


def said_by(variant: Variant) -> str:
    """A text as people know it: by its first words."""
    return next((text for _, text in variant.sentences()), variant.key)


def _name(variant: Variant) -> str:
    return f"page_{variant.pk}"
