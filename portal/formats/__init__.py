"""How dates and numbers are written on screen, by language."""
