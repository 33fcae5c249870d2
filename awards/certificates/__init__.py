"""Numbered certificates: issue, revise, revoke, verify."""
