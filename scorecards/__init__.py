"""Instruments, evidence, marks, rankings."""
