"""Pains among quotes: junk put aside with its reason, like quotes put together, groups named."""
