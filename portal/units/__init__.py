"""Governments, units (OPD), peer groups, and who holds which role where."""
