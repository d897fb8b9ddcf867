"""A reading as plain values, for JSON Lines and for programs."""

from typing import Any

from messaging.lens.reading import Finding, Reading


def reading_as_json(text: str, reading: Reading) -> dict[str, Any]:
    """``score`` is null, and ``unreadable`` says why, where the text could not be read."""
    line: dict[str, Any] = {
        "text": text,
        "score": None if reading.unreadable else reading.score,
        "components": reading.components,
        "sentences": [
            {
                "text": sentence.text,
                "class": sentence.cls,
                "probabilities": {
                    name: round(value, 4) for name, value in sentence.probabilities.items()
                },
            }
            for sentence in reading.sentences
        ],
        "findings": [_finding(finding) for finding in reading.findings],
    }
    if reading.unreadable:
        line["unreadable"] = reading.unreadable
    return line


def _finding(finding: Finding) -> dict[str, Any]:
    line: dict[str, Any] = {
        "start": finding.start,
        "end": finding.end,
        "rule": finding.rule,
        "severity": finding.severity,
        "why": finding.why,
    }
    if finding.suggestion:
        line["suggestion"] = finding.suggestion
    if finding.replacement:
        line["replacement"] = finding.replacement
    return line
