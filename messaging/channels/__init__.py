"""Channels: where copy appears, how much of it fits, and how length is counted there."""

from messaging.channels.channel import Channel, Part, Parts
from messaging.channels.measure import Fault, Measurement, check_parts, measure, texts_of
from messaging.channels.registry import all_channels, get_channel

__all__ = [
    "Channel",
    "Fault",
    "Measurement",
    "Part",
    "Parts",
    "all_channels",
    "check_parts",
    "get_channel",
    "measure",
    "texts_of",
]
