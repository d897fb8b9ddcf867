"""What a password must be, said in one sentence."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from workspaces.models import User

LENGTH = 8
WORDS_OF_THE_SITE = ("administrator", "workspace", "password", "operator", "welcome", "cuppa")
"""What whoever guesses tries first here, beside the name of the site's host. docs/security.md."""
FEWEST_OTHER_LETTERS = 4
COMMON_LABELS = {"www", "com", "org", "net", "localhost"}


class NotOfTheSite:
    """A password needs something that is not the name of this place with signs around it."""

    def validate(self, password: str, user: User | None = None) -> None:
        rest = password.casefold()
        words = [word for word in _words() if word in rest]
        for word in words:
            rest = rest.replace(word, "")
        if words and len(re.findall(r"[^\W\d_]", rest)) < FEWEST_OTHER_LETTERS:
            raise ValidationError(
                "This password is made of “%(word)s”, which is tried first here. "
                "Put a few words together.",
                code="password_of_the_site",
                params={"word": words[0]},
            )


class GoodPassword:
    """Any signs may be used, so there is no rule about kinds of them. A list of prohibitions before
    anything is typed frightens; so before, there is advice, and afterwards what was wrong.
    """

    def __init__(self) -> None:
        self.rules = (
            UserAttributeSimilarityValidator(user_attributes=("email", "name")),
            MinimumLengthValidator(LENGTH),
            CommonPasswordValidator(),
            NotOfTheSite(),
        )

    def validate(self, password: str, user: User | None = None) -> None:
        wrong: list[ValidationError] = []
        for rule in self.rules:
            try:
                rule.validate(password, user)
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)

    def get_help_text(self) -> str:
        return f"At least {LENGTH} characters. A few words only you would put together are best."


def _words() -> list[str]:
    """The words of every site and the labels of this one's host, longest first."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    labels = {label for label in re.split(r"[.-]", host) if len(label) > 3 and label.isalpha()}
    return sorted({*WORDS_OF_THE_SITE, *labels} - COMMON_LABELS, key=len, reverse=True)
