"""Parts of the worker's tests."""

from __future__ import annotations

import pytest

from app.core.clock import clock
from tests import factories
from tests.factories import Cast
from tests.worker.reminders import Reminded


@pytest.fixture
def reminded(cast: Cast) -> Reminded:
    """The cast with the sample exercises; `reminded.give_plan(cast.cleo)` makes a plan that reminders follow."""
    now = clock.now()
    return Reminded(cast, factories.make_exercises(now=now), now)
