"""Reading what is to be decided, and what was."""
