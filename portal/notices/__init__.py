"""Telling people what happened and what is due: the bell, one message a day, reminders. Knows no app above it."""
