"""What changes units and people: loading from data files, and memberships."""
