"""Who may be given a plan, and which exercises may not suit them (domain rules 5)."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.clients.models import Client
from app.core.errors import Refused
from app.exercises.words import CAUTION_LABELS
from app.intake.questions import IN_PREGNANCY
from app.prescriptions.models import PrescriptionItem
from app.prescriptions.readiness import SAID, check, clash_of, clashes_of
from tests.conftest import NOW


def a_client(*, has_intake: bool = True, awaits_clearance: bool = False, cautions: tuple[str, ...] = ()) -> Client:
    client = Client(
        intake_done_at=NOW if has_intake else None, awaits_clearance=awaits_clearance, cautions=list(cautions)
    )
    client.user = User(name="Cleo Marsh")
    return client


def test_after_the_intake_nothing_is_asked() -> None:
    check(a_client(), None)


@pytest.mark.parametrize(
    ("without", "field", "sentence"),
    [
        (None, "without_intake", "Cleo has not answered the intake. Wait for it, or tick this."),
        ("", "override_note", "Write why it cannot wait."),
    ],
)
def test_before_it_a_reason_is_asked(without: str | None, field: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(a_client(has_intake=False), without)
    assert (refusal.value.field, refusal.value.sentence) == (field, sentence)


def test_with_a_reason_the_plan_may_begin() -> None:
    check(a_client(has_intake=False), "Seen in the room today.")


@pytest.mark.parametrize("without", [None, "Seen today"])
def test_a_clearance_is_always_waited_for(without: str | None) -> None:
    with pytest.raises(Refused, match="waits for a clearance"):
        check(a_client(awaits_clearance=True), without)


@pytest.mark.parametrize(
    ("cautions", "position", "tags", "why"),
    [
        (IN_PREGNANCY, "prone", ["pregnancy_any"], "pregnant, or a baby in the last year. This one lies on the front."),
        (
            IN_PREGNANCY,
            "supine",
            ["pregnancy_t2plus"],
            "pregnant, or a baby in the last year. This one lies on the back.",
        ),
        (IN_PREGNANCY, "standing", ["prone_intolerant"], "lying face down is hard. This one may not suit that."),
        (("knee_pain",), "kneeling", ["knee_pain"], "knee pain. This one bends or loads the knee."),
        (("knee_pain",), "prone", ["shoulder_pain"], ""),
        ((), "prone", list(CAUTION_LABELS), ""),
    ],
)
def test_a_warning_names_the_caution_and_what_the_exercise_does(
    cautions: tuple[str, ...], position: str, tags: list[str], why: str
) -> None:
    assert clash_of(cautions, {"position": position, "contraindications": tags}) == why


def test_every_tag_has_words() -> None:
    assert set(SAID) == set(CAUTION_LABELS)


def test_the_items_that_clash_in_order() -> None:
    items = [
        PrescriptionItem(name=name, content={"position": "prone", "contraindications": tags})
        for name, tags in (("A", ["knee_pain"]), ("B", []), ("C", ["knee_pain"]))
    ]
    found = clashes_of(a_client(cautions=("knee_pain",)), items)
    assert [(one.name, one.why) for one in found] == [
        ("A", "Cleo: knee pain. This one bends or loads the knee."),
        ("C", "Cleo: knee pain. This one bends or loads the knee."),
    ]
