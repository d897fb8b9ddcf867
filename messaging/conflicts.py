"""Why a change of copy is refused: typed, with a sentence a person can act on.

The site shows the sentence beside the form; the API answers 409 with the code.
"""

from collections.abc import Sequence

from messaging.channels import Fault


class RefusedError(Exception):
    """What is asked for does not fit what is there. ``code`` is for programs."""

    code = "conflict"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class WrongStateError(RefusedError):
    """The variant is in a state that does not allow this."""

    code = "wrong_state"


class StillLiveError(RefusedError):
    """What visitors see now may be replaced, never taken away."""

    code = "still_live"


class UnfitError(RefusedError):
    """The copy breaks a rule that no person can overrule; ``faults`` has each by its part."""

    code = "unfit"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


class UnsettledError(RefusedError):
    """Remarks that weigh are open: reword the text, prove what it says, or let them pass with a
    reason. ``faults`` has each by its part."""

    code = "unsettled"

    def __init__(self, faults: Sequence[Fault]) -> None:
        number = "One remark is" if len(faults) == 1 else f"{len(faults)} remarks are"
        said = " ".join(f"{fault.message[:1].upper()}{fault.message[1:]}" for fault in faults)
        super().__init__(
            f"{number} open: reword it, add the proof, or let it pass with a reason. {said}"
        )
        self.faults = tuple(faults)


class EditConflictError(RefusedError):
    """Somebody else saved the draft after this person had opened it.

    ``revision`` is the one that is stored now; the stored text is on the variant.
    """

    code = "edit_conflict"

    def __init__(self, revision: int) -> None:
        super().__init__("Somebody else changed this draft while you were writing.")
        self.revision = revision


class DraftGoneError(RefusedError):
    """The brief has changed since the draft was shown, so it can no longer be reproduced."""

    code = "draft_gone"


class AlreadyThereError(RefusedError):
    """There is one like it, and there can only be one."""

    code = "already_there"


class TwoTimesError(RefusedError):
    """A message speaks at a stage or at a moment of decision, not at both."""

    code = "stage_or_moment"

    def __init__(self) -> None:
        super().__init__("A message speaks at a stage or at a moment of decision, not at both.")


class FixedError(RefusedError):
    """Something that others rely on and that no longer changes, such as a live key."""

    code = "fixed"
