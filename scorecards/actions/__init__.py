"""Actions: one kind of row for everything that somebody promised to do."""
