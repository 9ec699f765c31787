"""The form that introduces a trainer, with the portrait that comes, stays, waits or goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Refused
from app.practices.models import Membership, Picture
from app.practices.pictures import Redrawn, redraw
from app.practices.uploads import find_picture, find_waiting, keep_picture, waiting_token
from app.public.forms import IntroductionForm

GONE = "The picture has waited too long. Choose it again."


@dataclass(slots=True)
class IntroductionEditor:
    """What the page shows. `picture` is the portrait as it would be kept now, `drawn` the same when it just came."""

    form: IntroductionForm
    member: Membership
    picture: Picture | None = None
    drawn: Redrawn | None = None

    @property
    def portrait(self) -> Redrawn | Picture | None:
        """The portrait that the valid form decides on."""
        return self.drawn or self.picture

    def is_valid(self) -> bool:
        """Whether it can be saved; otherwise the form says why."""
        fault = self._take_picture()
        is_valid = self.form.validate_on_submit()
        if fault:
            self.form.refuse(Refused(fault, "picture"))
        return is_valid and not fault

    def keep_waiting(self, *, now: datetime) -> None:
        """Keep a good picture whose form was refused, so that it need not be chosen again."""
        if self.drawn is not None:
            self.picture = keep_picture(self.member.practice_id, self.drawn, now=now)
            self.form.picture_kept.data = waiting_token(self.picture)
            self.drawn = None

    def _take_picture(self) -> str:
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
            self.picture = find_waiting(self.member.practice_id, form.picture_kept.data)
            if self.picture is None:
                form.picture_kept.data = ""
                return GONE
        return ""


def open_introduction(member: Membership, *, may_list: bool) -> IntroductionEditor:
    """The form as it stands, or as it was sent. Without `may_list` the owner's field is left out. One query at most."""
    form = IntroductionForm(data={"title": member.title, "about": member.about, "is_listed": member.is_listed})
    if not may_list:
        del form.is_listed
    picture = find_picture(member.practice_id, member.picture_id) if member.picture_id else None
    return IntroductionEditor(form, member, picture)
