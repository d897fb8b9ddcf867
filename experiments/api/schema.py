"""The delivery endpoints in the OpenAPI document.

They are plain views, which the schema generator cannot see, so they are described here by hand; a
test compares the descriptions with real answers.
"""

from typing import Any

from experiments.api.growthbook_schema import SCHEMAS, growthbook_paths
from personas.mapping.recognition import KINDS, LONGEST_SIGN

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
PROBLEM = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
}

SIGN = {
    **TEXT,
    "description": "A sign by which the workspace's rules may recognise the visitor; only its "
    f"first {LONGEST_SIGN} characters are read.",
}

COPY = {
    "type": "object",
    "description": "The copy of one placement for one visitor.",
    "required": [
        "placement", "message", "variant", "language", "parts", "experiment", "assigned",
        "recognised", "reason", "version",
    ],
    "properties": {
        "placement": TEXT,
        "message": NUMBER,
        "variant": TEXT,
        "language": TEXT,
        "parts": {
            "type": "object",
            "description": "The channel's parts: a text, or a list of texts.",
            "additionalProperties": {
                "oneOf": [TEXT, {"type": "array", "items": TEXT}],
            },
        },
        "experiment": {
            "type": "object",
            "nullable": True,
            "description": "What an exposure event repeats; null outside every experiment.",
            "required": ["key", "arm", "phase"],
            "properties": {"key": TEXT, "arm": TEXT, "phase": NUMBER},
        },
        "assigned": {
            **TEXT,
            "nullable": True,
            "description": "Send it back to keep this arm when the weights change.",
        },
        "recognised": {
            "type": "object",
            "description": "What the workspace's rules made of the visit; null where they said "
            "nothing, or where you named it yourself.",
            "required": ["persona", "moment"],
            "properties": {
                "persona": {**TEXT, "nullable": True},
                "moment": {**NUMBER, "nullable": True},
            },
        },
        "reason": {
            **TEXT,
            "enum": ["STATIC", "TARGETING_MATCH", "SPLIT", "PREVIEW"],
        },
        "version": NUMBER,
    },
}  # fmt: skip

FROM = {
    **TEXT,
    "description": "Key of the variant whose link was followed: the copy goes on from its pain.",
}
INFER = {
    "description": "Where neither stage nor moment is known, take the stage at which the "
    "visitor's own signals left them.",
}
TOKEN = {**TEXT, "description": "The token of a preview link."}

COPY_REQUEST = {
    "type": "object",
    "properties": {
        "visitor": {**TEXT, "maxLength": 128},
        "persona": TEXT,
        "stage": TEXT,
        "locale": TEXT,
        "moment": {**NUMBER, "description": "The transition the visitor is at, if you know it."},
        **dict.fromkeys(KINDS, SIGN),
        "assigned": {"type": "array", "items": TEXT},
        "attributes": {
            "type": "object",
            "additionalProperties": True,
            "description": "What else is known of the visitor, for the conditions of tests.",
        },
        "from": FROM,
        "infer_stage": {**INFER, "type": "boolean"},
        "preview_token": TOKEN,
        "placements": {
            "type": "array",
            "items": TEXT,
            "maxItems": 200,
            "description": "Keys of placements; all that are live if left out.",
        },
    },
}

COPIES = {
    "type": "object",
    "required": ["copy", "missing", "version"],
    "properties": {
        "copy": {
            "type": "object",
            "additionalProperties": {"$ref": "#/components/schemas/Copy"},
        },
        "missing": {
            "type": "object",
            "description": "Placements without an answer: not_found or not_live.",
            "additionalProperties": TEXT,
        },
        "version": NUMBER,
    },
}

EVENT = {
    "type": "object",
    "description": "An exposure names experiment, arm and phase; a conversion its goal; a signal "
    "its name.",
    "required": ["id", "type"],
    "properties": {
        "id": {**TEXT, "format": "uuid", "description": "Made by the sender; sent twice, it "
               "counts once."},
        "type": {**TEXT, "enum": ["exposure", "conversion", "signal"]},
        "visitor": {
            **TEXT,
            "maxLength": 128,
            "description": "Needed, but for a conversion that a secret key tells of a person.",
        },
        "person": {
            **TEXT,
            "pattern": "^[0-9a-fA-F]{64}$",
            "description": "SHA-256 of the visitor's e-mail address, trimmed, in small letters.",
        },
        "email": {**TEXT, "description": "Secret keys only: hashed on reading, never kept."},
        "at": {**TEXT, "format": "date-time"},
        "experiment": TEXT,
        "arm": TEXT,
        "phase": NUMBER,
        "goal": TEXT,
        "value": {"type": "number"},
        "name": {**TEXT, "maxLength": 80},
        "class": {
            **TEXT,
            "enum": ["human", "bot", "machine_open", "preview", "forced"],
            "description": "Secret keys only. All but human are stored and not counted.",
        },
        "user_agent": {**TEXT, "description": "Secret keys only: the visitor's, to know bots."},
        "simulated": {"type": "boolean"},
    },
}  # fmt: skip

EVENTS = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "events": {
            "type": "array",
            "maxItems": 1000,
            "items": {"$ref": "#/components/schemas/Event"},
        }
    },
}


def document_delivery(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A postprocessing hook: adds the delivery paths to the generated document."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {"Copy": COPY, "CopyRequest": COPY_REQUEST, "Copies": COPIES}
    schemas |= {"Event": EVENT, "Events": EVENTS, **SCHEMAS}
    result["paths"] |= growthbook_paths()
    result["paths"] |= {
        "/api/v1/copy": {
            "post": _operation(
                "copy_many", "Copy for many placements at once.", "Copies", body="CopyRequest"
            )
        },
        "/api/v1/copy/{placement}": {
            "get": _operation(
                "copy",
                "The copy of one placement for a visitor. Answers 304 to a known ETag.",
                "Copy",
                parameters=[
                    {"name": "placement", "in": "path", "required": True, "schema": TEXT},
                    *(
                        {"name": name, "in": "query", "schema": TEXT}
                        for name in ("visitor", "persona", "stage", "moment", "locale", "assigned")
                    ),
                    *({"name": kind, "in": "query", "schema": SIGN} for kind in KINDS),
                    {
                        "name": "preview",
                        "in": "query",
                        "schema": TEXT,
                        "description": "Key of a variant to show, live or not. Needs a secret "
                        "key, or a preview_token.",
                    },
                    {"name": "preview_token", "in": "query", "schema": TOKEN},
                    {"name": "from", "in": "query", "schema": FROM},
                    {"name": "infer_stage", "in": "query", "schema": {**INFER, **TEXT}},
                    {
                        "name": "attributes",
                        "in": "query",
                        "style": "form",
                        "explode": True,
                        "description": "What else is known, each as attr.<name>=<text>.",
                        "schema": {"type": "object", "additionalProperties": TEXT},
                    },
                ],
            )
        },
        "/api/v1/events": {
            "post": _operation(
                "events",
                "Report what visitors were shown and did. Gzip is accepted. Every accepted event "
                "is stored before the answer.",
                "EventResults",
                body="Events",
            )
        },
    }
    result["paths"] = dict(sorted(result["paths"].items()))
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def _operation(
    name: str,
    description: str,
    answer: str,
    body: str = "",
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "description": description,
        "tags": ["delivery"],
        "security": [{"key": []}],
        "responses": {
            "200": {"description": "", "content": _json(answer)},
            "401": {"description": "The key is missing or not known.", "content": PROBLEM},
            "403": {"description": "The key may not do this.", "content": PROBLEM},
            "429": {
                "description": "Too many calls: wait as many seconds as Retry-After says.",
                "content": PROBLEM,
            },
        },
    }
    if parameters:
        operation["parameters"] = parameters
        operation["responses"] |= {
            "304": {"description": "The answer is the one you have."},
            "404": {"description": "No such placement, or not live.", "content": PROBLEM},
        }
    if body:
        operation["requestBody"] = {"required": True, "content": _json(body)}
        operation["responses"]["413"] = {"description": "Too much at once.", "content": PROBLEM}
    operation["responses"]["400"] = {
        "description": "The request cannot be read.",
        "content": PROBLEM,
    }
    return operation


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
