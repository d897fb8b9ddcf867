"""Addresses of the voice, the voice check, and of settling what stands against a text."""

from django.urls import path

from messaging.web import settling, voice, voice_check, voice_words

voice_pages = [
    path("write/variants/<int:pk>/let-pass/", settling.let_pass, name="write-let-pass"),
    path("write/variants/<int:pk>/prove/", settling.prove, name="write-prove"),
    path("write/passed/<int:pk>/undo/", settling.pass_undo, name="write-pass-undo"),
    path("write/voice/", voice.voice, name="write-voice"),
    path("write/voice/never/add/", voice_words.banned_add, name="write-banned-add"),
    path("write/voice/never/remove/", voice_words.banned_remove, name="write-banned-remove"),
    path("write/voice/instead/add/", voice_words.preferred_add, name="write-preferred-add"),
    path(
        "write/voice/instead/remove/", voice_words.preferred_remove, name="write-preferred-remove"
    ),
    path("write/voice/put-back/", voice_words.put_back, name="write-voice-put-back"),
    path("write/voice/packs/", voice_words.packs_page, name="write-voice-packs"),
    path("write/voice/claims/download/", voice_words.claims_file, name="write-claims-download"),
    path("write/voice/claims/<int:pk>/edit/", voice.claim_edit, name="write-claim-edit"),
    path("write/voice/check/", voice_check.check, name="write-voice-check"),
    path("write/voice/check/now/", voice_check.now, name="write-voice-check-now"),
    path("write/voice/check/download/", voice_check.check_file, name="write-voice-check-download"),
    path("write/voice/check/<int:pk>/settle/", voice_check.settle, name="write-voice-check-settle"),
    path("write/voice/check/<int:pk>/reopen/", voice_check.reopen, name="write-voice-check-reopen"),
    path("write/voice/claims/new/", voice.claim_new, name="write-claim-new"),
    path("write/voice/claims/<int:pk>/remove/", voice.claim_remove, name="write-claim-remove"),
]
