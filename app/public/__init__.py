"""What a practice shows to anyone: its page, its trainers, the guide under its own name."""
