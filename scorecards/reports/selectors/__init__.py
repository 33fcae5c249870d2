"""What people may ask for, and how far it is."""
