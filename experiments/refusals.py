"""Why a step of an experiment is refused: a code for programs, a sentence a person can act on."""

from messaging.conflicts import RefusedError


class ExperimentRefusedError(RefusedError):
    """The experiment, or what it stands on, is in no state for this step."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
