"""A form's picture, which comes, stays, waits or goes: the fields `picture`, `picture_kept` and `picture_away`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.errors import Refused
from app.practices.models import Picture
from app.practices.pictures import Redrawn, redraw
from app.practices.uploads import find_waiting, keep_picture, waiting_token

# A picture may have 10 MB. What is far too large still arrives, so that the answer is a sentence beside the field.
MOST_SENT_BYTES = 64 * 1024 * 1024
GONE = "The picture has waited too long. Choose it again."


@dataclass(slots=True)
class PictureChoice:
    """What a form decides on. `picture` is what would be kept now, `drawn` the same when it has only just come."""

    form: Any
    practice_id: int
    picture: Picture | None = None
    drawn: Redrawn | None = None

    @property
    def chosen(self) -> Redrawn | Picture | None:
        """The picture to save, None for none."""
        return self.drawn or self.picture

    def take(self) -> str:
        """Read what was sent; returns one sentence on what is wrong with it, "" for nothing. One query at most."""
        form, upload = self.form, self.form.picture.data
        if upload:
            try:
                with upload.stream as file:
                    self.drawn, self.picture = redraw(file), None
            except Refused as refusal:
                return refusal.sentence
        elif form.picture_away.data:
            self.picture, form.picture_kept.data = None, ""
        elif form.picture_kept.data:
            self.picture = find_waiting(self.practice_id, form.picture_kept.data)
            if self.picture is None:
                form.picture_kept.data = ""
                return GONE
        return ""

    def keep_waiting(self, *, now: datetime) -> None:
        """Keep a good picture whose form was refused, so that it need not be chosen again."""
        if self.drawn is not None:
            self.picture = keep_picture(self.practice_id, self.drawn, now=now)
            self.form.picture_kept.data = waiting_token(self.picture)
            self.drawn = None
