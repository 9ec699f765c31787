"""Calls a client buys together, and what is left of them."""
