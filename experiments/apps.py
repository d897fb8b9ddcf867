from importlib import import_module

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "experiments"

    def ready(self) -> None:
        # Here, since messaging may not know of experiments, and models must be there first.
        being_shown = import_module("messaging.being_shown")
        being_shown.also_shown(import_module("experiments.in_sight").shown_in_tests)
