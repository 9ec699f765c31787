"""What a client tells before the first plan, and what a trainer must know of it."""
