"""The addresses of GrowthBook's SDKs in the OpenAPI document."""

from typing import Any

TEXT = {"type": "string"}
FEATURES = {
    "type": "object",
    "description": "Live placements as features of GrowthBook's SDKs: the value is the parts.",
    "required": ["status", "features", "dateUpdated"],
    "properties": {
        "status": {"type": "integer", "enum": [200]},
        "features": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["defaultValue"],
                "properties": {
                    "defaultValue": {"description": "The live text."},
                    "rules": {
                        "type": "array",
                        "description": "The closest message first; of each its experiment, then "
                        "its live text.",
                        "items": {"type": "object", "additionalProperties": True},
                    },
                },
            },
        },
        "dateUpdated": {**TEXT, "format": "date-time", "description": "New with every change."},
    },
}
EVALUATION = {
    "type": "object",
    "properties": {
        "attributes": {
            "type": "object",
            "additionalProperties": True,
            "description": "The visitor: “id”, persona, stage, locale, moment, from, infer_stage, "
            "signs, and what conditions ask for.",
        },
        "forcedVariations": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "description": "Tracking key of an experiment to the index of an arm; never counted.",
        },
        "forcedFeatures": {"type": "array", "items": {"type": "array", "items": {}}},
        "url": TEXT,
    },
}
TRACKED = {
    "type": "array",
    "maxItems": 1000,
    "description": "What the tracking plugins of the JavaScript and Python SDKs send. A view of an "
    "experiment is an exposure; another event is a conversion where a goal has its name as key, "
    "else a signal.",
    "items": {
        "type": "object",
        "required": ["event_name"],
        "properties": {
            "event_name": TEXT,
            "properties_json": {"type": "object", "additionalProperties": True},
            "device_id": {**TEXT, "description": "The visitor."},
        },
    },
}
SCHEMAS: dict[str, Any] = {
    "GrowthBookFeatures": FEATURES,
    "GrowthBookEvaluation": EVALUATION,
    "GrowthBookEvents": TRACKED,
}
IN_PATH = {
    "name": "client_key",
    "in": "path",
    "required": True,
    "schema": TEXT,
    "description": "A publishable key. A secret one is refused: addresses are written into logs.",
}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSALS: dict[str, Any] = {
    "400": {"description": "The request cannot be read.", "content": PROBLEM},
    "401": {"description": "The key is not known.", "content": PROBLEM},
    "403": {"description": "A secret key, or a page of another origin.", "content": PROBLEM},
    "413": {"description": "Too much at once.", "content": PROBLEM},
    "429": {"description": "Too many calls: wait for Retry-After seconds.", "content": PROBLEM},
}


def growthbook_paths() -> dict[str, Any]:
    """The paths, to be joined with the others."""
    return {
        "/api/features/{client_key}": {
            "get": _operation(
                "growthbook_features",
                "Features for GrowthBook's SDKs. Answers 304 to a known ETag.",
                "GrowthBookFeatures",
                [IN_PATH],
            )
        },
        "/api/eval/{client_key}": {
            "post": _operation(
                "growthbook_eval",
                "Remote evaluation for GrowthBook's SDKs: only this visitor's text is sent.",
                "GrowthBookFeatures",
                [IN_PATH],
                body="GrowthBookEvaluation",
            )
        },
        "/track": {
            "post": _operation(
                "growthbook_track",
                "Events of GrowthBook's tracking plugins, as JSON or plain text. Sent again, an "
                "event counts once.",
                "EventResults",
                [{**IN_PATH, "in": "query"}],
                body="GrowthBookEvents",
            )
        },
    }


def _operation(
    name: str, description: str, answer: str, parameters: list[dict[str, Any]], body: str = ""
) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": {"description": "", "content": _json(answer)}, **REFUSALS}
    operation: dict[str, Any] = {
        "operationId": name,
        "description": description,
        "tags": ["delivery"],
        "security": [],
        "parameters": parameters,
        "responses": responses,
    }
    if body:
        kinds = _json(body)
        if answer == "EventResults":
            kinds |= {"text/plain": kinds["application/json"]}
        operation["requestBody"] = {"required": True, "content": kinds}
    else:
        responses["304"] = {"description": "The answer is the one you have."}
        del responses["413"]
    return operation


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
