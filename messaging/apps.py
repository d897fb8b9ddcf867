from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        # Here, since personas may not know of messaging, and models must be there first.
        quotes_go = import_module("personas.quotes_go")
        quotes_go.tell_me(import_module("messaging.copy_flags").flag_copy)
        quotes_go.tell_me(import_module("messaging.share_links_taken_back").drop_files)
        import_module("messaging.voice_check").follow_rules()
        previews = import_module("workspaces.templatetags.ui").PREVIEW_MORE
        previews.append(import_module("messaging.web.previews").preview_of)
        import_module("messaging.live_tables").offer_tables()
        import_module("messaging.campaign_guests").welcome_agencies()
