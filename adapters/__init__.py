"""Doors of the engine: each knows the engine, none knows another."""
