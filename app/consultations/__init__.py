"""First calls with people who are nobody's client: a time is held, their mailbox confirms it."""
