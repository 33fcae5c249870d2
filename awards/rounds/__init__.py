"""Programmes, rounds, categories, nominations, winners."""
