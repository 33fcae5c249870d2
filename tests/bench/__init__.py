"""Measurements against a named rival; `make bench` prints them as JSON."""
