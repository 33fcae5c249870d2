"""Pages of actions and of recommendations."""
