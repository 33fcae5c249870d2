"""Reads of results, ranks, published positions and explanations."""
