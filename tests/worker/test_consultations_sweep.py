"""The hourly job forgets what visitors left behind."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Moment
from tests.factories import Cast
from tests.page import Browser
from tests.visitors import FRIDAY_NINE, book, calls, open_page
from worker import tasks


def test_the_job_that_sweeps_forgets_old_calls_of_guests(page: Browser, cast: Cast, at: Moment) -> None:
    # `run` is the job's own code, without the context of whichever application was made last.
    book(page, open_page(cast.practice, cast.tara))
    at.move(FRIDAY_NINE + timedelta(minutes=20, days=90))
    tasks.sweep.run()
    assert len(calls()) == 1
    at.move(FRIDAY_NINE + timedelta(minutes=21, days=90))
    tasks.sweep.run()
    assert calls() == []
