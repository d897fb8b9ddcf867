"""A form field for several texts: a row for each, and beside it the position it is pinned to.

A single text area of lines is read as well, so that a list can be pasted or sent whole.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from messaging.channels import Part

EMPTY_ROWS = 2
LONG = 60
"""Characters above which a text gets a field of several lines, to be read whole."""


class TextsWidget(forms.Widget):
    template_name = "write/_texts_field.html"

    def __init__(self, part: Part, pins: Mapping[str, int] | None = None) -> None:
        super().__init__()
        self.part = part
        self.pins = dict(pins or {})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name not in data:
            return None
        texts: list[str] = data.getlist(name) if hasattr(data, "getlist") else data[name]
        if isinstance(texts, str):
            texts = [texts]
        self.pins = self._pins(data, name)
        if len(texts) == 1 and not self.part.multiline:
            return texts[0].splitlines()
        return list(texts)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_0" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = _listed(value)
        rows = max(self.part.minimum, len(texts)) + EMPTY_ROWS
        rows = max(len(texts), min(rows, self.part.maximum))
        singular = self.part.name.removesuffix("s")
        base = context["widget"]["attrs"].get("id", name)
        context["rows"] = [
            {
                "id": f"{base}_{index}",
                "text": texts[index] if index < len(texts) else "",
                "label": f"{singular} {index + 1}",
                "pinned": self.pins.get(str(index)),
            }
            for index in range(rows)
        ]
        context["part"] = self.part
        seen = self.part.hard or self.part.truncation
        context["is_long"] = self.part.multiline or seen is None or seen > LONG
        context["pin_name"] = pin_name(self.part)
        context["positions"] = range(1, self.part.pins + 1)
        return context

    def _pins(self, data: Any, name: str) -> dict[str, int]:
        given = data.getlist(pin_name(self.part)) if hasattr(data, "getlist") else []
        return {
            str(index): int(position)
            for index, position in enumerate(given)
            if position.isdecimal() and position != "0"
        }


class TextsField(forms.Field):
    """The texts as they were typed, blank rows too, so that pins can be matched with them."""

    widget: TextsWidget

    def __init__(self, part: Part, pins: Mapping[str, int] | None, **kwargs: Any) -> None:
        super().__init__(widget=TextsWidget(part, pins), required=False, **kwargs)

    def prepare_value(self, value: Any) -> list[str]:
        return _listed(value)

    def to_python(self, value: Any) -> list[str]:
        return [str(text).replace("\r\n", "\n").strip() for text in _listed(value)]

    def validate(self, value: Any) -> None:
        for text in value:
            if "\x00" in text:
                raise ValidationError("Null characters are not allowed.")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [each for each in _listed(initial) if each] != [each for each in data or () if each]


def pin_name(part: Part) -> str:
    return f"pin_{part.key}"


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(each) for each in value] if isinstance(value, Sequence) else []
