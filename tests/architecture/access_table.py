"""Every route and whom it is for. A route that is not here, or says otherwise, fails the test."""

from __future__ import annotations

from app.core.access import Audience

PUBLIC, TOKEN, LOCAL = Audience.PUBLIC, Audience.TOKEN, Audience.LOCAL
TRAINER, CLIENT, SESSION, MEMBER = Audience.TRAINER, Audience.CLIENT, Audience.SESSION, Audience.MEMBER

ACCESS: dict[str, Audience] = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    # mail
    "mail.list_mail": LOCAL,
    "mail.show_mail": LOCAL,
    "mail.show_mail_html": LOCAL,
    "mail.show_stop": TOKEN,
    "mail.stop": TOKEN,
    "mail.show_stopped": TOKEN,
    # accounts
    "accounts.show_home": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.submit_sign_in": PUBLIC,
    "accounts.request_link": PUBLIC,
    "accounts.submit_link_request": PUBLIC,
    "accounts.show_link": TOKEN,
    "accounts.enter": TOKEN,
    "accounts.sign_out": MEMBER,
    "accounts.show_more": CLIENT,
    "accounts.change_password": MEMBER,
    # practices
    "practices.sign_up": PUBLIC,
    "practices.submit_sign_up": PUBLIC,
    "practices.show_settings": TRAINER,
    "practices.update_settings": TRAINER,
    # clients
    "clients.add_client": TRAINER,
    "clients.show_invited": TRAINER,
    "clients.resend_invitation": TRAINER,
    "clients.make_invitation_link": TRAINER,
    "clients.edit_client": TRAINER,
    "clients.change_status": TRAINER,
    "clients.show_invitation": TOKEN,
    "clients.accept_invitation": TOKEN,
    "clients.edit_own_zone": CLIENT,
    "clients.show_consent": CLIENT,
    "clients.ask_withdraw": CLIENT,
    "clients.withdraw_consent": CLIENT,
    # reminders
    "reminders.edit_settings": CLIENT,
    # exercises
    "exercises.list_exercises": TRAINER,
    "exercises.show_exercise": TRAINER,
    # guide
    "guide.show_guide": PUBLIC,
    "guide.show_topic": PUBLIC,
    # routines
    "routines.list_routines": TRAINER,
    "routines.show_routine": TRAINER,
    "routines.new_routine": TRAINER,
    "routines.create_routine": TRAINER,
    "routines.edit_routine": TRAINER,
    "routines.change_routine": TRAINER,
    "routines.archive_routine": TRAINER,
    "routines.restore_routine": TRAINER,
    # safety
    "safety.show_doctor_page": PUBLIC,
    # logbook
    "logbook.show_session": SESSION,
    "logbook.record": SESSION,
    "logbook.show_done": SESSION,
    "logbook.show_skip": SESSION,
    "logbook.skip": SESSION,
    # bookings
    "bookings.list_my_calls": CLIENT,
    "bookings.choose_day": CLIENT,
    "bookings.choose_time": CLIENT,
    "bookings.confirm": CLIENT,
    "bookings.book": CLIENT,
    "bookings.move": CLIENT,
    "bookings.ask_cancel": CLIENT,
    "bookings.cancel": CLIENT,
    "bookings.list_calls": TRAINER,
    "bookings.ask_cancel_call": TRAINER,
    "bookings.cancel_call": TRAINER,
    "bookings.choose_move": TRAINER,
    "bookings.move_call": TRAINER,
    "bookings.invite_guest": TRAINER,
    "bookings.edit_hours": TRAINER,
    # today
    "today.show_today": CLIENT,
    "today.show_programme": CLIENT,
    "today.show_progress": CLIENT,
    "today.show_arrival": TOKEN,
    "today.arrive": TOKEN,
    # desk
    "desk.list_clients": TRAINER,
    "desk.show_client": TRAINER,
    "desk.mark_seen": TRAINER,
    # public
    "public.show_practice": PUBLIC,
    # prescriptions
    "prescriptions.show_plan": TRAINER,
    "prescriptions.assign": TRAINER,
    "prescriptions.give": TRAINER,
    "prescriptions.pause_plan": TRAINER,
    "prescriptions.resume_plan": TRAINER,
    "prescriptions.end_plan": TRAINER,
}
