"""The pinned zone data wins over the machine's own."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

from app.core import zones


def test_alberta_stopped_changing_its_clocks() -> None:
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert zones.offset_text(noon, zones.get_zone("America/Edmonton")) == "UTC-6"


def test_the_machines_own_zone_files_are_not_read() -> None:
    assert zoneinfo.TZPATH == ()
