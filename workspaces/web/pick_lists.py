"""Fields that offer what is known while one types, and take anything that is valid."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

LANGUAGES = (
    ("en", "English"),
    ("en-GB", "English, United Kingdom"),
    ("en-US", "English, United States"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("es", "Spanish"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("nb", "Norwegian"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("pt-BR", "Portuguese, Brazil"),
    ("pt-PT", "Portuguese, Portugal"),
    ("sv", "Swedish"),
    ("uk", "Ukrainian"),
)


class PickList(forms.TextInput):
    """A text field with a list to pick from. ``options`` are (value, what it is)."""

    template_name = "forms/pick_list.html"

    def __init__(self, name: str, options: "list[tuple[str, str]]") -> None:
        super().__init__(attrs={"list": f"known-{name}", "autocomplete": "off"})
        self.options = options

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"options": self.options}


def time_zones() -> PickList:
    """Places people live in, by region; the rest is taken when it is typed."""
    places = sorted(name for name in available_timezones() if _is_a_place(name))
    spoken = [(name, name.split("/", 1)[1].replace("_", " ")) for name in places]
    return PickList("time-zones", [("UTC", "the same for everybody"), *spoken])


def languages() -> PickList:
    return PickList("languages", list(LANGUAGES))


def _is_a_place(name: str) -> bool:
    regions = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return name.startswith(tuple(f"{region}/" for region in regions))
