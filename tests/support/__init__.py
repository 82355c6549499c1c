"""Helpers of the tests; the product does not know them."""
