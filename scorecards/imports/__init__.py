"""Many answers at once: proposed, looked at, applied in one transaction, taken back. Excel, paste, last year."""
