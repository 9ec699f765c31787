"""The thread between a trainer and a client."""
