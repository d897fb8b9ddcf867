"""Addresses of the pages of campaigns."""

from django.urls import path

from messaging.web import campaigns, campaigns_plan, campaigns_review

campaign_pages = [
    path("write/campaigns/", campaigns.campaigns, name="write-campaigns"),
    path("write/campaigns/new/", campaigns.campaign_new, name="write-campaign-new"),
    path("write/campaigns/put/<int:pk>/", campaigns_plan.put, name="write-campaign-put"),
    path("write/campaigns/<int:pk>/", campaigns.campaign, name="write-campaign"),
    path("write/campaigns/<int:pk>/edit/", campaigns.campaign_edit, name="write-campaign-edit"),
    path("write/campaigns/<int:pk>/leads/", campaigns.campaign_leads, name="write-campaign-leads"),
    path(
        "write/campaigns/<int:pk>/remove/", campaigns.campaign_remove, name="write-campaign-remove"
    ),
    path(
        "write/campaigns/<int:pk>/comment/",
        campaigns.campaign_comment,
        name="write-campaign-comment",
    ),
    path("write/campaigns/<int:pk>/plan/", campaigns_plan.plan, name="write-campaign-plan"),
    path(
        "write/campaigns/<int:pk>/plan/decide/",
        campaigns_plan.decide,
        name="write-campaign-decide",
    ),
    path(
        "write/campaigns/<int:pk>/plan/download/",
        campaigns_plan.plan_file,
        name="write-campaign-plan-download",
    ),
    path("write/campaigns/<int:pk>/drafts/", campaigns_plan.generate, name="write-campaign-drafts"),
    path(
        "write/campaigns/<int:pk>/drafts/<int:job>/take-back/",
        campaigns_plan.take_back,
        name="write-campaign-take-back",
    ),
    path(
        "write/campaigns/<int:pk>/review/",
        campaigns_review.campaign_review,
        name="write-campaign-review",
    ),
    path(
        "write/campaigns/<int:pk>/<slug:name>/", campaigns.campaign_step, name="write-campaign-step"
    ),
]
