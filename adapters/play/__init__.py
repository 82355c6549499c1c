"""Playing a story: a whole city grown from a seed, and its people acting through the ordinary calls, day by day."""
