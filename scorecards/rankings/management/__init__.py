"""Commands for published results."""
