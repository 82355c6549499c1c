"""The engine: what a workflow is, what happens to a case, when it is late, and the record of it."""
