"""What a lower floor announces so that a higher one may act, in the same transaction. Nobody below knows who listens.

Each signal is sent with the row it is about and keyword `now` (the instant). A listener that fails undoes the whole
write.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

# Sender: Membership. A trainer has joined a practice.
trainer_joined = _signals.signal("trainer-joined")
# Sender: Membership. The trainer's own time zone changed: what is sent at their local time is to be computed anew.
trainer_changed = _signals.signal("trainer-changed")
# Sender: Membership. The trainer is about to leave the practice; nothing more is sent to them.
trainer_left = _signals.signal("trainer-left")
# Sender: Client. The client accepted the invitation.
client_joined = _signals.signal("client-joined")
# Sender: Client. Status, pause or zone changed: whatever is due for them is to be computed anew.
client_changed = _signals.signal("client-changed")
# Sender: Client. Planned sessions changed. `reminder_at` is the local time the trainer chose, None to keep what is set.
plan_changed = _signals.signal("plan-changed")
# Sender: Client. They answered a planned session, skipped it, or corrected an answer.
session_answered = _signals.signal("session-answered")
# Sender: Client. A red answer was kept or seen; a safety hold was opened or released.
safety_changed = _signals.signal("safety-changed")
# Sender: Client. The health questions were answered, or a clearance was noted.
intake_changed = _signals.signal("intake-changed")
# Sender: Client. A message in their thread was written or read.
message_changed = _signals.signal("message-changed")
# Sender: Client. A suggestion about their plan was made, decided or ran out.
suggestion_changed = _signals.signal("suggestion-changed")
# Sender: Client. A mail to them could not be delivered, or their address works again.
mail_undelivered = _signals.signal("mail-undelivered")
# Sender: int, the number of a user. A mail server refused a mail to them for good, or too often.
mail_refused = _signals.signal("mail-refused")
