"""`make run`, from the first line on the terminal to the last process, with a small stand-in for the application."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from tests.processes.conftest import Start, Starter, lend_environment, make_checkout
from tests.services.private import free_port, until

READY = "Ctrl-C stops everything."


def lives_anew(start: Start, word: str, old: int) -> bool:
    return bool(set(start.processes(word)) - {old})


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def no_process_of(start: Start) -> bool:
    return not start.processes()


def test_start_makes_everything_and_says_where_it_is(checkout: Path, begin: Starter) -> None:
    start = begin(checkout, PORT=str(free_port()))
    start.shows(READY)
    port = json.loads((start.instance / "run.lock").read_text())["port"]
    assert f"Plinth is ready: http://127.0.0.1:{port}" in start.output
    assert "Trainer  tara@demo.test  four short words" in start.output
    assert f"http://127.0.0.1:{port}/mail" in start.output
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
        assert answer.status == 200
    until((start.instance / "rung").exists, within_s=20, what="a task that beat rang and the worker ran")
    notes = (start.instance / "notes.txt").read_text().split("\n")
    assert notes[:3] == ["upgrade", "sync-content", "seed-demo if empty"]


def test_nobody_else_can_read_what_a_start_keeps(checkout: Path, begin: Starter) -> None:
    start = begin(checkout)
    start.shows(READY)
    assert (start.instance / "secret_key").stat().st_mode & 0o777 == 0o600
    assert len((start.instance / "secret_key").read_text().strip()) >= 43
    assert start.instance.stat().st_mode & 0o077 == 0
    assert (start.instance / "valkey" / "v.sock").stat().st_mode & 0o077 == 0


def test_interrupt_ends_everything_within_five_seconds(checkout: Path, begin: Starter) -> None:
    start = begin(checkout)
    start.shows(READY)
    for word in ("valkey-server", "worker.prepare", " worker ", " beat "):
        assert start.processes(word), word
    began = time.monotonic()
    # What a terminal does: the whole foreground group gets the signal, make included.
    os.killpg(start.process.pid, signal.SIGINT)
    until(lambda: no_process_of(start), within_s=5, what="the end of every process")
    start.ends(within_s=5)
    assert time.monotonic() - began < 5
    assert "Everything is stopped." in start.output


def test_part_that_ignores_the_order_to_stop_is_killed_in_time(checkout: Path, begin: Starter) -> None:
    ignoring = "".join(f"signal.signal(signal.{name}, signal.SIG_IGN)\n" for name in ("SIGTERM", "SIGINT"))
    deaf = f"import signal\n{ignoring}open('deaf', 'w').close()\nwhile True:\n    signal.pause()\n"
    (checkout / "worker" / "celery_app.py").write_text(deaf)
    start = begin(checkout)
    start.shows(READY)
    until((checkout / "deaf").exists, within_s=20, what="a part that ignores signals")
    os.killpg(start.process.pid, signal.SIGINT)
    until(lambda: no_process_of(start), within_s=5, what="the end of every process")


def test_warnings_of_a_part_are_shown_and_the_flood_is_counted(checkout: Path, begin: Starter) -> None:
    start = begin(checkout)
    start.shows(READY)
    port = json.loads((start.instance / "run.lock").read_text())["port"]
    with urlopen(f"http://127.0.0.1:{port}/complain", timeout=5) as answer:
        assert answer.status == 200
    log = start.instance / "log" / "web.log"
    start.shows(f"more such lines in {log}", within_s=10)
    assert "complaint 0" in start.output
    assert "complaint 7" not in start.output
    assert "complaint 7" in log.read_text()


def test_termination_of_make_ends_everything(checkout: Path, begin: Starter) -> None:
    start = begin(checkout)
    start.shows(READY)
    start.process.terminate()
    until(lambda: no_process_of(start), within_s=5, what="the end of every process")
    assert "Everything is stopped." in start.output


def test_killed_make_leaves_nothing(checkout: Path, begin: Starter) -> None:
    start = begin(checkout)
    start.shows(READY)
    start.process.kill()
    until(lambda: no_process_of(start), within_s=6, what="the end of every process")


def test_killed_supervisor_leaves_nothing_and_the_next_start_keeps_the_data(checkout: Path, begin: Starter) -> None:
    first = begin(checkout)
    first.shows(READY)
    secret = (first.instance / "secret_key").read_text()
    os.kill(first.supervisor(), signal.SIGKILL)
    second = begin(checkout)
    second.shows(READY)
    assert (second.instance / "secret_key").read_text() == secret


def test_killed_supervisor_takes_its_children_along(checkout: Path, begin: Starter) -> None:
    start = begin(checkout)
    start.shows(READY)
    os.kill(start.supervisor(), signal.SIGKILL)
    until(lambda: no_process_of(start), within_s=5, what="the end of every process")


def test_killed_part_comes_back(checkout: Path, begin: Starter) -> None:
    start = begin(checkout)
    start.shows(READY)
    for name, word in (("worker", " worker "), ("web", "worker.prepare"), ("broker", "valkey-server")):
        (pid,) = start.processes(word)
        os.kill(pid, signal.SIGKILL)
        start.shows(f"{name} ended (signal 9); starting it again in 0.5 s.", within_s=5)
        # The web gets its data ready at the first start only.
        again = "waitress" if name == "web" else word
        until(partial(lives_anew, start, again, pid), within_s=10, what=f"a new {name}")
    mark = start.instance / "rung"
    mark.unlink(missing_ok=True)
    until(mark.exists, within_s=30, what="a task that runs after everything came back")
    port = json.loads((start.instance / "run.lock").read_text())["port"]
    until(partial(answers, port), within_s=10, what="an answer of the new web")


def test_second_start_in_the_same_folder_is_refused(checkout: Path, begin: Starter) -> None:
    first = begin(checkout)
    first.shows(READY)
    second = begin(checkout)
    assert second.ends(within_s=10) != 0
    assert "Plinth already runs from this folder on http://127.0.0.1:" in second.output
    assert f"(process {first.supervisor()})" in second.output
    assert "Traceback" not in second.output


def test_taken_port_is_named_before_anything_slow(checkout: Path, begin: Starter) -> None:
    # Without an environment: making one would take longer than this test waits.
    (checkout / ".venv" / "plinth-stamp.json").unlink()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        start = begin(checkout, PORT=str(port))
        assert start.ends(within_s=5) != 0
    assert f"Port {port} is taken by another program. Use another one: make run PORT={port + 1}" in start.output
    assert "Traceback" not in start.output


def test_failing_step_says_what_failed_and_leaves_nothing(checkout: Path, begin: Starter) -> None:
    start = begin(checkout, STAND_IN_BREAKS="1")
    assert start.ends(within_s=30) != 0
    assert "`flask db upgrade` failed: the tables are in the way. The full log: " in start.output
    assert "Traceback" not in start.output
    assert no_process_of(start)


def test_part_that_cannot_start_ends_the_start(checkout: Path, begin: Starter) -> None:
    (checkout / "worker" / "celery_app.py").write_text("raise SystemExit('no queue today')\n")
    start = begin(checkout)
    # The web may answer before the worker has failed often enough; then the group goes on and keeps trying.
    until(lambda: "ended (status 1); starting it again" in start.output, within_s=30, what=start.output)
    assert "Traceback" not in start.output


def test_long_checkout_path_still_gets_a_socket(tmp_path: Path, begin: Starter) -> None:
    folder = make_checkout(tmp_path / ("long name " * 8) / "plinth")
    lend_environment(folder)
    start = begin(folder)
    start.shows(READY)
    (line,) = start.processes("valkey-server").values()
    assert "unixsocket:/tmp/plinth-" in line, line
    until((start.instance / "rung").exists, within_s=20, what="a task over the short socket")
