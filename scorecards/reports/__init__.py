"""PDF reports on scorecards and rankings."""
