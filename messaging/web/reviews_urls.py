from django.urls import path

from messaging.web import reviews, reviews_page

review_pages = [
    path("share/reviews/", reviews.reviews, name="share-reviews"),
    path("share/reviews/new/", reviews.review_new, name="share-review-new"),
    path("share/reviews/<int:pk>/", reviews_page.review, name="share-review"),
    path("share/reviews/<int:pk>/edit/", reviews.review_edit, name="share-review-edit"),
    path("share/reviews/<int:pk>/close/", reviews.review_close, name="share-review-close"),
    path("share/reviews/<int:pk>/reopen/", reviews.review_reopen, name="share-review-reopen"),
    path("share/reviews/<int:pk>/remove/", reviews.review_remove, name="share-review-remove"),
    path("share/reviews/<int:pk>/approve/", reviews_page.approve, name="share-review-approve"),
    path(
        "share/reviews/<int:pk>/download/<slug:kind>/",
        reviews.review_download,
        name="share-review-download",
    ),
    path(
        "share/reviews/texts/<int:pk>/take/",
        reviews_page.take_all,
        name="share-review-take-all",
    ),
    path("share/reviews/notes/<int:pk>/take/", reviews_page.take, name="share-review-take"),
    path(
        "share/reviews/notes/<int:pk>/decline/",
        reviews_page.decline,
        name="share-review-decline",
    ),
]
