"""System checks of listening."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def sentence_model_is_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Asked of the import system only: loading the model is for workers."""
    if settings.MINING_VECTORS != "sentences" or find_spec("wordllama") is not None:
        return []
    return [
        Error(
            "MINING_VECTORS is sentences, and the package with the sentence model is missing.",
            hint="Install it (pip install wordllama), or set MINING_VECTORS=words.",
            id="cuppa.E007",
        )
    ]
