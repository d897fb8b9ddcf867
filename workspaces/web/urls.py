from django.urls import include, path

from workspaces.web import (
    archived,
    audit,
    invitations,
    jobs,
    keys,
    letters,
    people,
    tables,
    workspace,
)

urlpatterns = [
    path("settings/", workspace.settings_page, name="settings"),
    path("settings/archive/", archived.archive, name="settings-archive"),
    path("settings/people/", people.people, name="settings-people"),
    path("settings/letter/", letters.switch, name="settings-letter"),
    path("settings/people/leave/", people.leave, name="settings-leave"),
    path("settings/people/hand-over/", people.hand_over, name="settings-hand-over"),
    path(
        "settings/people/invitations/<int:pk>/again/",
        invitations.again,
        name="settings-invitation-again",
    ),
    path(
        "settings/people/invitations/<int:pk>/withdraw/",
        invitations.withdraw,
        name="settings-invitation-withdraw",
    ),
    path("settings/people/<int:pk>/", people.member, name="settings-member"),
    path("settings/people/<int:pk>/remove/", people.remove, name="settings-member-remove"),
    path("settings/keys/", keys.keys, name="settings-keys"),
    path("settings/keys/<int:pk>/", keys.key, name="settings-key"),
    path("settings/keys/<int:pk>/replace/", keys.replace, name="settings-key-replace"),
    path("settings/keys/<int:pk>/revoke/", keys.revoke, name="settings-key-revoke"),
    path("settings/audit/", audit.audit_log, name="settings-audit"),
    path("settings/audit/download/", audit.download, name="settings-audit-download"),
    path("settings/webhooks/", include("workspaces.web.webhook_urls")),
    path("share/tables/", tables.tables, name="share-tables"),
    path("share/tables/<int:pk>/revoke/", tables.revoke, name="share-table-revoke"),
    path("settings/jobs/", jobs.job_list, name="settings-jobs"),
    path("settings/jobs/<int:pk>/", jobs.job_page, name="job"),
    path("settings/jobs/<int:pk>/progress/", jobs.progress, name="job-progress"),
    path("settings/jobs/<int:pk>/file/", jobs.result_file, name="job-file"),
    path("settings/jobs/<int:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("settings/jobs/<int:pk>/retry/", jobs.retry, name="job-retry"),
]
