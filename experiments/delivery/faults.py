"""What can be wrong with one event. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one event is not taken."""

    code: str
    detail: str


class FaultError(Exception):
    """Ends the reading of one event, and of no other."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.fault = Fault(code, detail)
