"""Logs that can be shown to anybody: without keys, passwords, links that let in, and people.

Everything is masked at the last moment, in the text that is written, so that no path leads past
it: message, arguments, traceback, what a database says. When in doubt it masks; the type of an
error and where it happened always stay.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.views.debug import SafeExceptionReporterFilter

MASK = "[…]"
LONGEST_NAME = 60
LONGEST_LINE = 4_000
"""More of a line is nobody's to read. Masking takes time, and strangers choose what is logged: an
address that does not exist may have sixty thousand characters."""
LONGEST_SECRET = 500
Replace = str | Callable[[re.Match[str]], str]

SAID_BEFORE = r"(?:pass(?:word|wd|phrase)?|secret|token|api[-_]?key|session(?:id)?|signature|otp)"
RULES: tuple[tuple[re.Pattern[str], Replace], ...] = tuple(
    (re.compile(pattern), replace)
    for pattern, replace in (
        # user:password@ in an address of a database, a broker or a site
        (r"(://)[^/\s@'\"]*@(?=[\w\[])", rf"\1{MASK}@"),
        # headers that let somebody in, to the end of the value
        (
            r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-csrftoken)"
            r"(['\"]?\s*[:=]\s*)(?:'[^']*'|\"[^\"]*\"|[^\r\n]*)",
            rf"\1\2{MASK}",
        ),
        (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}", rf"\1 {MASK}"),
        # password=…, 'token': '…'
        (
            rf"(?i)({SAID_BEFORE}\w{{0,40}}['\"]?\s*[:=]\s*)(?:'[^']*'|\"[^\"]*\"|[^\s,;&)}}\]]+)",
            rf"\1{MASK}",
        ),
        (r"\b([ps]k|whsec)_[\w-]{6,}", rf"\1_{MASK}"),
        # what PostgreSQL tells of the row it refused
        (r"(Key \(.*?\))=\(.*?\)(?= (?:already|is|conflicts|exist)|[.\n]|$)", rf"\1=({MASK})"),
        (r"(Failing row contains) .*", rf"\1 {MASK}"),
        (r"(conflicts with existing key \(.*?\))=\(.*?\)\.", rf"\1=({MASK})."),
        (r"(CONTEXT:.*?\$\d+ =) .*", rf"\1 {MASK}"),
        # people
        (r"(?<![\w.+'-])[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+", "[e-mail]"),
        # long texts that look drawn by lot: sessions, links of invitations and resets, visitors
        (r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", MASK),
        (r"\b(?=[a-z0-9]*\d)[a-z0-9]{24,}\b", MASK),
        (
            r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,}"
            r"|(?<=[/:.=])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,}",
            MASK,
        ),
    )
)
QUOTED = re.compile(
    r"(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w))*'(?!\w)" r"|\"(?:[^\"\\\n]|\\.)*\"|“[^”\n]*”|‘[^’\n]*’"
)
PLACE = re.compile(r'^[\s|+]*File "[^"]*", line \d+')
NAME = re.compile(r"[\w.<>/*-]*")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def redact(text: str) -> str:
    """``text`` with what lets somebody in, or names somebody, masked, and its long lines cut."""
    text = _cut(text)
    for pattern, replace in RULES:
        text = pattern.sub(replace, text)
    return text


def redact_error(text: str) -> str:
    """``text`` redacted, and nothing quoted in it but names: it may be anybody's words.

    The places and the source lines of a traceback are ours and stay as they are.
    """
    lines = []
    is_source = False
    for line in _cut(text).split("\n"):
        is_place = PLACE.match(line) is not None
        lines.append(line if is_place or is_source else QUOTED.sub(_unless_name, line))
        is_source = is_place
    return redact("\n".join(lines))


def _cut(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    return "\n".join(_cut_line(line) for line in text.split("\n"))


def _cut_line(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    # Between words: half a secret would not be known as one. Of an endless word the head is.
    space = line.rfind(" ", LONGEST_LINE - LONGEST_SECRET, LONGEST_LINE - len(" … (1000000 more)"))
    end = space if space > 0 else LONGEST_LINE - LONGEST_SECRET
    return f"{line[:end]} … ({len(line) - end} more)"


def _unless_name(match: re.Match[str]) -> str:
    quoted = match[0]
    inner = quoted[1:-1]
    if len(inner) <= LONGEST_NAME and NAME.fullmatch(inner):
        return quoted
    return f"{quoted[0]}{MASK}{quoted[-1]}"


def one_record(text: str) -> str:
    """``text`` so that it cannot pass for a record of its own, nor command a terminal."""
    text = CONTROL.sub(lambda match: repr(match[0])[1:-1], text.replace("\r\n", "\n"))
    return text.replace("\n", "\n    ")


class RedactingFormatter(logging.Formatter):
    """Writes a record with its secrets and people masked, every line but the first indented.

    Times are UTC and say so: machines of one site may stand in different zones.
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        try:
            record.message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # Logging itself would print the arguments beside its complaint, unmasked.
            record.message = f"{record.msg} [its arguments do not fit]"
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        text = redact_error(self.formatMessage(record))
        if record.exc_info:
            # Not record.exc_text: another handler's formatter may have kept the bare one there.
            text = f"{text}\n{redact_error(self.formatException(record.exc_info))}"
        if record.stack_info:
            text = f"{text}\n{redact(self.formatStack(record.stack_info))}"
        return one_record(text)


class ReportFilter(SafeExceptionReporterFilter):
    """Django's error page (DEBUG only): hides also the addresses that carry passwords."""

    hidden_settings = re.compile(
        SafeExceptionReporterFilter.hidden_settings.pattern
        + "|_URL$|LOCATION|SEALING|COOKIE|AUTHORIZATION|CSRF|EMAIL|DATABASE",
        flags=re.IGNORECASE,
    )

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        variables = super().get_traceback_frame_variables(request, tb_frame)
        return [
            (name, self.cleansed_substitute if self.hidden_settings.search(name) else value)
            for name, value in variables
        ]
