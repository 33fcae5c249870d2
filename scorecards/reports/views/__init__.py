"""The pages of minutes and of reports."""
