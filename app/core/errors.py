"""Errors in the field's own words. The web layer turns them into pages; services only raise them."""

from __future__ import annotations


class PlinthError(Exception):
    """Anything Plinth itself refuses."""


class SettingsError(PlinthError):
    """The settings cannot start a safe site; the text says which and why."""


class NotFound(PlinthError):
    """There is no such thing, or it is not this person's to see. Shown as 404."""


class Forbidden(PlinthError):
    """The person may see the thing but lacks the right for this act. Shown as 403."""


class Refused(PlinthError):
    """A rule of the field says no. The text is one sentence for the person who asked.

    `field` names the form field the sentence belongs to, or None for the form as a whole.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
