"""Start, stop and examine a whole installation on one machine; imported by nobody."""
