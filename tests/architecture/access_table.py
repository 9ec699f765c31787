"""Every route and whom it is for. A route that is not here, or says otherwise, fails the test: access is decided on purpose."""

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
    "clients.show_consent": CLIENT,
    "clients.ask_withdraw": CLIENT,
    "clients.withdraw_consent": CLIENT,
    # reminders
    "reminders.edit_settings": CLIENT,
}
