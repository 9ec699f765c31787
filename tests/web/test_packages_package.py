"""A client's package of calls: opened, counted down, paid, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.bookings.models import Booking, CallPack
from app.bookings.packs import find_open_pack, find_pack_with_calls
from app.clients.models import Client
from app.core.db import db, transaction
from app.packages import service
from app.packages.service import PackTerms
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser

SignIn = Callable[..., None]
EIGHT = PackTerms("8 calls", 8, 0, None, "https://pay.example.com/8")


def book(client: Client, pack_id: int | None, number: int, status: str = "confirmed") -> None:
    start = NOW + timedelta(days=number)
    with transaction():
        db.session.add(
            Booking(
                practice_id=client.practice_id,
                trainer_id=client.trainer_id,
                client_id=client.id,
                call_pack_id=pack_id,
                call_name="Call",
                start_at=start,
                end_at=start + timedelta(minutes=30),
                buffer_minutes=0,
                changes_until_at=start,
                client_zone="America/Edmonton",
                trainer_zone="America/Edmonton",
                status=status,
                uid=f"uid-{number}",
                sequence=0,
                form_key=f"key-{number}",
                created_at=NOW,
            )
        )


def opened(cast: Cast, terms: PackTerms = EIGHT) -> CallPack:
    with transaction():
        return service.open_pack(cast.cleo, terms, by=cast.tara.id, now=NOW)


def test_a_trainer_opens_a_package_and_the_client_sees_it(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/package"
    values = {"name": "8 calls", "size": "8", "used_before": "3", "pay_url": "https://pay.example.com/8"}
    page.submit(page.get(path), path, **values, status=302)
    assert "5 of 8 left" in page.get(path).text
    sign_in(cast.cleo.user)
    calls = page.get("/my-calls")
    assert "8 calls: 5 of 8 left, not paid yet." in calls.text
    assert [a.get("href") for a in calls.all("a", rel="noopener noreferrer")] == ["https://pay.example.com/8"]


def test_a_booked_call_counts_and_a_cancelled_one_comes_back(cast: Cast) -> None:
    pack = opened(cast)
    book(cast.cleo, pack.id, 1)
    book(cast.cleo, pack.id, 2, status="cancelled")
    book(cast.cleo, None, 3)
    found = find_open_pack(cast.cleo.id)
    assert found is not None and found.left == 7


def test_a_used_up_package_takes_no_call(cast: Cast) -> None:
    pack = opened(cast, PackTerms("1 call", 1, 0, None, ""))
    assert find_pack_with_calls(cast.cleo.id) == pack.id
    book(cast.cleo, pack.id, 1)
    assert find_pack_with_calls(cast.cleo.id) is None
    assert find_pack_with_calls(cast.nils.id) is None


def test_paid_is_said_and_the_link_goes(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    opened(cast)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/package"
    page.submit(page.get(path), f"{path}/change", paid_on="2026-11-20", status=302)
    assert "Paid on" in page.get(path).text
    sign_in(cast.cleo.user)
    calls = page.get("/my-calls")
    assert "not paid" not in calls.text
    assert calls.all("a", rel="noopener noreferrer") == []
    assert db.session.scalars(select(CallPack.paid_on)).all() == [date(2026, 11, 20)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"size": "0"}, "Choose a number from 1 to 100."),
        ({"size": "many"}, "Not a valid integer value."),
        ({"size": "2", "used_before": "3"}, "More calls were had than the package has."),
        ({"name": ""}, "Give it a name."),
        ({"pay_url": "http://pay.example.com"}, "It begins with https://"),
        ({"pay_url": "javascript:alert(1)"}, "It begins with https://"),
        ({"pay_url": "https://[half"}, "It begins with https://"),
        ({"paid_on": "yesterday"}, "Write the day like this"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(
    page: Browser, cast: Cast, sign_in: SignIn, values: dict[str, str], sentence: str
) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/package"
    answer = page.submit(page.get(path), path, **values, status=200)
    assert sentence in answer.text
    for name, value in values.items():
        assert answer.value(name) == value
    assert find_open_pack(cast.cleo.id) is None


def test_a_second_one_and_a_smaller_one_are_refused(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    pack = opened(cast)
    book(cast.cleo, pack.id, 1)
    book(cast.cleo, pack.id, 2)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/package"
    again = page.post(path, {"name": "Again", "size": "4", "used_before": "0"}, status=200)
    assert "A package is open already. Close it first." in again.text
    smaller = page.submit(page.get(path), f"{path}/change", size="1", status=200)
    assert "2 calls are booked from it already." in smaller.text
    found = find_open_pack(cast.cleo.id)
    assert found is not None and found.left == 6


def test_a_closed_one_makes_room_for_another(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    opened(cast)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/package"
    page.submit(page.get(path), f"{path}/close", status=302)
    assert "No package is open" in page.get(path).text
    page.post(f"{path}/close", {}, status=404)
    opened(cast)


def test_who_sees_a_package(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    path = f"/clients/{cast.cleo.id}/package"
    assert page.get(path, status=302).location.startswith("/sign-in")
    for user, status in ((cast.tom, 404), (cast.otto, 404), (cast.cleo.user, 403), (cast.ada, 200)):
        sign_in(user)
        page.get(path, status=status)
