"""What readers are shown: sentences, drawings and cards made from what selectors found, for pages and reports alike."""
