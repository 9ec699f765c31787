"""The form that introduces a trainer, with the portrait that comes, stays, waits or goes."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import Refused
from app.practices.choosing import PictureChoice
from app.practices.models import Membership
from app.practices.uploads import find_picture
from app.public.forms import IntroductionForm


@dataclass(slots=True)
class IntroductionEditor:
    """What the page shows. `choice` holds the portrait as it would be kept now."""

    form: IntroductionForm
    member: Membership
    choice: PictureChoice

    def is_valid(self) -> bool:
        """Whether it can be saved; otherwise the form says why."""
        fault = self.choice.take()
        is_valid = self.form.validate_on_submit()
        if fault:
            self.form.refuse(Refused(fault, "picture"))
        return is_valid and not fault


def open_introduction(member: Membership, *, may_list: bool) -> IntroductionEditor:
    """The form as it stands, or as it was sent. Without `may_list` the owner's field is left out. One query at most."""
    form = IntroductionForm(data={"title": member.title, "about": member.about, "is_listed": member.is_listed})
    if not may_list:
        del form.is_listed
    picture = find_picture(member.practice_id, member.picture_id) if member.picture_id else None
    return IntroductionEditor(form, member, PictureChoice(form, member.practice_id, picture))
