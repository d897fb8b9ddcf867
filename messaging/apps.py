from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        # Here, since personas may not know of messaging, and models must be there first.
        quotes_go = import_module("personas.quotes_go")
        quotes_go.tell_me(import_module("messaging.copy_flags").flag_copy)
