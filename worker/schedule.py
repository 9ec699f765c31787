"""The whole beat table. Plain intervals in UTC: who is due at which local time is the rows' business, never cron's."""

from __future__ import annotations

import os

from app.core.jobs import JobName

# Two beats ring twice and do no harm, since every job only looks. A rehearsal may ring faster.
TICK_S = float(os.environ.get("PLINTH_TICK_S", "30"))

BEAT = {
    job.value: {"task": job.value, "schedule": every_s}
    for job, every_s in (
        (JobName.DISPATCH_MAIL, TICK_S),
        (JobName.SEND_REMINDERS, TICK_S),
        (JobName.SEND_SUMMARIES, TICK_S),
        # Local midnights fall on every quarter of an hour.
        (JobName.REFRESH_TRIAGE, 300.0),
        (JobName.MAKE_SUGGESTIONS, 3600.0),
        (JobName.EXTEND_PLANS, 3600.0),
        (JobName.INVITE_IMPORTED, TICK_S),
        (JobName.BUILD_EXPORTS, TICK_S),
        (JobName.SWEEP, 3600.0),
    )
}
