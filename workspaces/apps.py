from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from workspaces.audit_door import teach_sqlite
from workspaces.audit_triggers import make_way, put_up


class WorkspacesConfig(AppConfig):
    name = "workspaces"

    def ready(self) -> None:
        import_module("workspaces.checks")
        import_module("workspaces.security_log").connect()
        import_module("workspaces.web.sessions").connect()
        connection_created.connect(teach_sqlite, dispatch_uid="audit door")
        pre_migrate.connect(make_way, sender=self, dispatch_uid="audit triggers out of the way")
        post_migrate.connect(put_up, sender=self, dispatch_uid="audit triggers put up")
