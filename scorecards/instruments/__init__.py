"""Editions of the instruments as data files, their schema, and the one reader."""
