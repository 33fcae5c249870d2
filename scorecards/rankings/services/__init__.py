"""What changes results, ranks and published snapshots."""
