"""Which editions of which instruments this installation holds."""
