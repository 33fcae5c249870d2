"""Jurors and their marks."""
