"""Days off, a flare-up, and coming back: what a client may do about their own plan."""
