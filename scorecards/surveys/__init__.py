"""Surveys that citizens answer without an account: F-03 of PEKPPP, the nine elements of SKM."""
