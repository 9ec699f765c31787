"""The servers that other tests stand on."""

from __future__ import annotations

import smtplib
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from sqlalchemy import create_engine, make_url, text

from tests.services import Missing, install
from tests.services.browser import chromium_path, has_libatomic
from tests.services.postgres import postgres_server
from tests.services.private import accepts, private_folder
from tests.services.redis import find_redis, redis_server
from tests.services.smtp import ACCEPTED, DROP, Received, smtp_sink

MAIL = "From: a@plinth.test\r\nTo: b@plinth.test\r\nSubject: Your plan\r\n\r\nHello.\r\n"


def test_postgres_is_real_empty_and_gone_afterwards() -> None:
    with postgres_server() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT version()")).startswith("PostgreSQL ")
            assert connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 0
            # Names of clients are in every alphabet, so the server must fold more than ASCII.
            assert connection.scalar(text("SELECT lower('ŽOFIA')")) == "žofia"
        engine.dispose()
        port = make_url(url).port
    assert port and not accepts(port)


def test_given_postgres_gets_a_database_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres_server() as outer:
        monkeypatch.setenv("TEST_DATABASE_URL", outer)
        with postgres_server() as inner:
            assert make_url(inner).port == make_url(outer).port
            assert make_url(inner).database != make_url(outer).database
        plain = make_url(inner).set(drivername="postgresql").render_as_string()
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(plain)


def test_redis_is_real_empty_and_gone_afterwards() -> None:
    with redis_server() as url:
        with Redis.from_url(url) as redis:
            assert redis.info("server")["redis_version"]
            assert redis.dbsize() == 0
    assert not accepts(int(url.rpartition(":")[2].partition("/")[0]))


def test_missing_redis_is_a_sentence_and_not_a_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Missing, match="apt install redis-server"):
        find_redis()


def test_browser_is_there() -> None:
    assert Path(chromium_path()).exists()
    assert has_libatomic()


def test_missing_browser_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Missing, match="TEST_CHROMIUM names /nowhere/chromium"):
        chromium_path()


def test_everything_the_tests_need_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert install.missing_needs() == []
    monkeypatch.setenv("PATH", "/nowhere")
    assert {"redis", "chromium"} <= set(install.missing_needs())


def test_sink_keeps_what_it_gets() -> None:
    with smtp_sink() as sink:
        with smtplib.SMTP("127.0.0.1", sink.port) as sender:
            sender.sendmail("a@plinth.test", ["b@plinth.test"], MAIL)
        (received,) = sink.wait_for(1)
    assert received.sender == "a@plinth.test"
    assert received.recipients == ("b@plinth.test",)
    assert received.message["Subject"] == "Your plan"


def test_sink_answers_as_it_is_told() -> None:
    with smtp_sink() as sink, smtplib.SMTP("127.0.0.1", sink.port) as sender:
        sink.on_rcpt = lambda address: "550 5.1.1 Unknown" if address.startswith("gone") else ACCEPTED
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            sender.sendmail("a@plinth.test", ["gone@plinth.test"], MAIL)
        assert refused.value.recipients["gone@plinth.test"][0] == 550
        replies = iter(("451 4.3.0 Later", ACCEPTED))
        sink.on_data = lambda received: next(replies)
        with pytest.raises(smtplib.SMTPDataError) as later:
            sender.sendmail("a@plinth.test", ["b@plinth.test"], MAIL)
        assert later.value.smtp_code == 451
        assert sink.messages == []
        sender.sendmail("a@plinth.test", ["b@plinth.test"], MAIL)
        assert len(sink.messages) == 1


def test_sink_can_break_the_line_after_taking_a_mail() -> None:
    def drop(received: Received) -> str:
        return DROP

    with smtp_sink() as sink:
        sink.on_data = drop
        sender = smtplib.SMTP("127.0.0.1", sink.port)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            sender.sendmail("a@plinth.test", ["b@plinth.test"], MAIL)
        sender.close()
        assert len(sink.wait_for(1)) == 1


def test_private_folder_is_private_and_goes_away() -> None:
    with private_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
