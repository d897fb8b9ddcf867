"""What a password must be, said in one sentence."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from workspaces.models import User

LENGTH = 8


class GoodPassword:
    """Django's four rules. A list of prohibitions before anything is typed frightens; so before,
    there is advice, and afterwards what was wrong.
    """

    def __init__(self) -> None:
        self.rules = (
            UserAttributeSimilarityValidator(user_attributes=("email", "name")),
            MinimumLengthValidator(LENGTH),
            CommonPasswordValidator(),
            NumericPasswordValidator(),
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
