"""Filling copy into a file of somebody else's, which comes back with nothing else changed."""
