"""Who needs the trainer, and why."""
