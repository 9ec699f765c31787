"""The application factory: the one place that knows every room."""

from __future__ import annotations

import logging
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import audit  # noqa: F401 - its table belongs to the schema
from app.core.clock import clock
from app.core.converters import init_converters
from app.core.db import init_db
from app.core.errors import SettingsError
from app.core.jobs import init_jobs
from app.core.language import init_language
from app.core.limits import init_limits
from app.core.pages import init_pages
from app.core.security import init_security
from app.core.settings import PROJECT, Settings, load_settings
from app.core.words import init_words

# Lowest floor first. A feature may have tables, pages and commands; `install` hooks it into the floors below.
FEATURES = (
    "mail",
    "accounts",
    "practices",
    "exercises",
    "clients",
    "guide",
    "routines",
    "prescriptions",
    "safety",
    "logbook",
    "progress",
    "outcomes",
    "habits",
    "intake",
    "bookings",
    "suggestions",
    "reminders",
    "consultations",
    "packages",
    "summaries",
    "messages",
    "feeds",
    "rest",
    "triage",
    "portability",
    "team",
    "mail_choices",
    "offline",
    "today",
    "desk",
    "public",
    "demo",
)

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web application. Raises SettingsError when the settings cannot start a safe site."""
    settings = settings or load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, instance_path=str(settings.instance_path.resolve()))
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    clock.follow(settings.clock_file)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    init_db(app)
    init_jobs(app, settings.broker)
    init_limits(app, settings.redis_url)
    init_security(app, is_https=settings.is_https)
    init_language(app)
    init_words(app)
    init_converters(app)
    init_pages(app)
    csrf.init_app(app)
    for feature in FEATURES:
        _add_feature(app, feature)
    # A mail program's one-click stop (RFC 8058) has no cookies; its signed address is the right to act.
    csrf.exempt(app.view_functions["mail.stop"])
    _hash_static(app)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    secret = settings.secret_key
    if not secret:
        # Sign-ins then end with the process; the run command writes a lasting key for a laptop.
        secret = sha256(str(settings.instance_path).encode()).hexdigest() if settings.env == "test" else ""
    if not secret:
        raise SettingsError("SECRET_KEY is not set. `make run` makes one; in production set your own.")
    return {
        "SECRET_KEY": secret,
        "ENV_NAME": settings.env,
        "TESTING": settings.env == "test",
        "PUBLIC_URL": settings.public_url,
        "TRUSTED_HOSTS": settings.hosts or None,
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": not settings.database.startswith("sqlite"),
            # An error's text would repeat what somebody typed, and errors are logged.
            "hide_parameters": True,
        },
        "MIGRATIONS_PATH": str(PROJECT / "migrations"),
        "CONTENT_PATH": str(settings.content_path),
        "SMTP_URL": settings.smtp_url,
        "MAIL_FROM": settings.mail_from,
        "MAIL_CATCHER_PATH": str(settings.instance_path / "mail"),
        "CATCHES_MAIL": settings.catches_mail and settings.env != "production",
        "SESSION_COOKIE_NAME": "__Host-plinth" if settings.is_https else "plinth",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # The server-side sign-in decides when a session ends; the cookie only has to last as long.
        "PERMANENT_SESSION_LIFETIME": 90 * 24 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,
        # A form left open over lunch is still good; it dies with the sign-in.
        "WTF_CSRF_TIME_LIMIT": None,
        # Forms and notes only: no uploads yet.
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    }


def _add_feature(app: Flask, feature: str) -> None:
    folder = Path(__file__).parent / feature
    for part in ("models", "routes", "commands", "install"):
        if not (folder / f"{part}.py").exists():
            continue
        module = import_module(f"app.{feature}.{part}")
        if part == "routes":
            app.register_blueprint(module.blueprint)
        elif part in ("commands", "install"):
            module.register(app)


def _hash_static(app: Flask) -> None:
    """Give each static file's address a piece of its content hash, so that it may be cached for a year."""
    hashes: dict[str, str] = {}
    folder = Path(app.static_folder or "")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        name = values.get("filename", "")
        if endpoint != "static" or not (folder / name).is_file():
            return
        if name not in hashes or app.debug:
            hashes[name] = sha256((folder / name).read_bytes()).hexdigest()[:10]
        values["v"] = hashes[name]
