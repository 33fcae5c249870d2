"""Documents, their revisions and files, and who may see them."""
