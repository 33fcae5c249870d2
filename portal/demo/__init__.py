"""Honest demo data, made through the services only."""
