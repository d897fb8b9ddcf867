from importlib import import_module

from django.apps import AppConfig


class PersonasConfig(AppConfig):
    name = "personas"

    def ready(self) -> None:
        import_module("personas.checks")
        import_module("personas.versions").connect()
        import_module("personas.live_tables").offer_tables()
