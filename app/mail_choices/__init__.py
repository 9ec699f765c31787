"""What a practice decides about the mails that go out in its name."""
