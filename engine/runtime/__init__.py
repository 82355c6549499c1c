"""Commands and time meet storage, through ports only."""
