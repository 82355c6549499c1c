"""Pure values in, values out: no clock, no random, no input or output, no database."""
