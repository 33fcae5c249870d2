"""What evaluators decide on entries, and why."""
