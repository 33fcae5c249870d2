"""What each kind of report says, gathered as its recipient may see it."""
