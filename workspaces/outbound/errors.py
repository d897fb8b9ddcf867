"""What can go wrong with a typed address. Each text is for the person who typed it.

None says which address a name leads to: that would let anybody read the names of our network.
"""


class OutboundError(Exception):
    """The request was not answered. ``str()`` is a sentence a person can act on."""


class AddressRefusedError(OutboundError, ValueError):
    """We do not call this address, now or later: it has to be another one."""


class NameUnknownError(OutboundError):
    """Nobody knows the name. It may be misspelt, or the name service may be away."""


class NoAnswerError(OutboundError):
    """The receiver could not be reached, or hung up."""


class TooSlowError(OutboundError):
    """The receiver took longer than it may."""


class UnsafeAnswerError(OutboundError):
    """Somebody answered, but not one we can believe or not in HTTP: a wrong certificate, say."""
