"""Instruments of the field and how they are scored. Pure."""
