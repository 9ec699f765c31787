"""The next step a plan could take, proposed by rule and decided by the trainer."""
