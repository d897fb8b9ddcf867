"""A form field for a list of short texts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class LinesField(forms.CharField):
    """A list of short texts, one a line; blank lines and repetitions are left out.

    ``most`` lines, each of at most ``longest`` characters, where they are given.
    """

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, most: int | None = None, longest: int | None = None, **kw: Any) -> None:
        super().__init__(**kw)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        lines = (line.strip() for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Limits hold for the lines; those of a CharField would see the whole."""
        if self.most is not None and len(value) > self.most:
            raise ValidationError(f"{self.most} lines are the most that help a writer.")
        for line in value:
            if "\x00" in line:
                raise ValidationError("Null characters are not allowed.")
            if self.longest is not None and len(line) > self.longest:
                raise ValidationError(
                    f"“{line[:40]}…” is longer than {self.longest} characters. Split it."
                )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))
