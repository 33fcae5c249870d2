"""Innovation awards and certificates."""
