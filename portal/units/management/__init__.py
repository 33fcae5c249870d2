"""Commands for governments and units."""
