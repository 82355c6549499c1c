"""The command line: one file a family of commands; each parses, makes one call, and renders."""
