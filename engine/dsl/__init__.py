"""The definition language: text in, a definition or findings out."""
