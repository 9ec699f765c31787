"""Every trainer's view that writes, with the right it asks for: a new one must be placed here."""

from __future__ import annotations

from flask import Flask

from app.core.access import Audience, audience_of
from app.practices.rights import Right, right_of

EVERYBODY = """
    bookings.cancel_call bookings.edit_hours bookings.move_call
    clients.add_client clients.change_tags clients.edit_client clients.make_invitation_link clients.resend_invitation
    desk.add_document desk.correct_address desk.delete_note desk.download_document desk.edit_note desk.pin_note
    desk.send_test_mail desk.tag_clients desk.write_note desk.write_to_ticked
    exercises.bring_back exercises.change_exercise exercises.create_exercise exercises.put_away
    intake.save
    messages.delete_reply messages.edit_reply messages.list_replies messages.mark_read messages.mark_unread
    mail_choices.change_own mail_choices.send_try
    messages.write messages.write_many
    packages.change_package packages.close_package packages.open_package
    portability.add_people portability.invite_all portability.record_paper portability.set_columns portability.take_list
    practices.update_settings public.change_introduction
    routines.archive_routine routines.change_routine routines.create_routine routines.restore_routine
    safety.hold
    today.enter_as_client
    triage.bring_back triage.mark_done triage.snooze
""".split()
PLANS = """
    clients.change_status
    habits.propose habits.take_back habits.write_note
    prescriptions.bring_to_followers prescriptions.end_flare prescriptions.end_plan prescriptions.give
    prescriptions.give_to_many prescriptions.keep_plan prescriptions.keep_up prescriptions.pause_plan
    prescriptions.resume_plan prescriptions.save_as_routine prescriptions.start_flare prescriptions.write_flare
    suggestions.accept suggestions.decline suggestions.look_now
    team.hand_over today.preview_plan triage.edit_thresholds
""".split()
SAFETY = "desk.mark_seen intake.confirm_clearance intake.record_screening safety.release".split()
RECORDS = "desk.delete_document portability.erase_client portability.export_client portability.undo".split()
PRACTICE = """
    mail_choices.change_kind mail_choices.change_quiet_hours
    portability.ask_export portability.download_export practices.edit_brand public.change_page
    team.ask_again team.edit_person team.hand_over_all team.let_go team.list_people
""".split()

RIGHTS: dict[str, Right | None] = {
    **dict.fromkeys(EVERYBODY),
    **dict.fromkeys(PLANS, Right.PLANS),
    **dict.fromkeys(SAFETY, Right.SAFETY),
    **dict.fromkeys(RECORDS, Right.RECORDS),
    **dict.fromkeys(PRACTICE, Right.PRACTICE),
}


def test_every_write_asks_for_the_right_that_stands_here(app: Flask) -> None:
    writes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and audience_of(app.view_functions[rule.endpoint]) is Audience.TRAINER
    }
    assert {endpoint: right_of(app.view_functions[endpoint]) for endpoint in writes} == RIGHTS
