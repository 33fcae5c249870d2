"""Periods, cycles, scorecards, entries, and each party's marks."""
