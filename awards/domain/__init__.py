"""Rules of awards as plain Python: numbering, aggregation, credentials."""
