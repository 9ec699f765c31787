"""The settings of one running copy of Plinth, read from the environment once and checked before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.errors import SettingsError

PROJECT = Path(__file__).resolve().parents[2]
WEAK_SECRETS = ("change", "secret", "default", "example", "password", "plinth")


class Settings(BaseSettings):
    """Every knob, with the value that suits one laptop.

    Raises SettingsError (through `load_settings`) with one sentence per fault. Production refuses a missing or weak
    secret, a missing PUBLIC_URL or TRUSTED_HOSTS, and the movable clock.
    """

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    env: Literal["development", "production", "test"] = Field("development", validation_alias="PLINTH_ENV")
    secret_key: str = Field("", validation_alias="SECRET_KEY")
    database_url: str = Field("", validation_alias="DATABASE_URL")
    redis_url: str = Field("", validation_alias="REDIS_URL")
    public_url: str = Field("http://127.0.0.1:5000", validation_alias="PUBLIC_URL")
    trusted_hosts: str = Field("", validation_alias="TRUSTED_HOSTS")
    smtp_url: str = Field("", validation_alias="SMTP_URL")
    mail_from: str = Field("plinth@localhost", validation_alias="MAIL_FROM")
    proxy_hops: int = Field(0, ge=0, le=5, validation_alias="PROXY_HOPS")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", validation_alias="LOG_LEVEL")
    instance_path: Path = Field(PROJECT / "instance", validation_alias="PLINTH_INSTANCE")
    content_path: Path = Field(PROJECT / "content", validation_alias="PLINTH_CONTENT")
    # A file that holds a number of seconds to add to the real time. For rehearsals and tests only.
    clock_file: Path | None = Field(None, validation_alias="PLINTH_CLOCK_FILE")

    @field_validator("public_url")
    @classmethod
    def _public_url_is_absolute(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("PUBLIC_URL starts with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.env != "production":
            return self
        faults = []
        if len(self.secret_key) < 32 or any(word in self.secret_key.lower() for word in WEAK_SECRETS):
            faults.append("SECRET_KEY needs 32 random characters or more")
        if "public_url" not in self.model_fields_set:
            faults.append("PUBLIC_URL is missing: mailed links are built from it")
        elif not self.public_url.startswith("https://"):
            faults.append("PUBLIC_URL needs https:// in production")
        if not self.hosts:
            faults.append("TRUSTED_HOSTS is missing: name the hosts this site answers to")
        if self.clock_file is not None:
            faults.append("PLINTH_CLOCK_FILE moves the clock and is refused in production")
        if faults:
            raise ValueError(". ".join(faults))
        return self

    @property
    def hosts(self) -> list[str]:
        """Host names this site answers to; empty means any (development only)."""
        return [host.strip() for host in self.trusted_hosts.split(",") if host.strip()]

    @property
    def is_https(self) -> bool:
        """True when people reach this site by https, so cookies may be marked Secure."""
        return self.public_url.startswith("https://")

    @property
    def catches_mail(self) -> bool:
        """True when no SMTP server is configured, so that mail lands in the local catcher."""
        return not self.smtp_url

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: DATABASE_URL, or an SQLite file in the instance folder."""
        url = self.database_url or f"sqlite:///{self.instance_path / 'plinth.db'}"
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    @property
    def broker(self) -> str:
        """The Celery broker URL; kombu writes a Unix socket as redis+socket://."""
        if self.redis_url.startswith("unix://"):
            return "redis+socket://" + self.redis_url.removeprefix("unix://")
        return self.redis_url


def load_settings(**overrides: object) -> Settings:
    """Read the environment; keyword overrides win (by environment name). Raises SettingsError with plain sentences."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        sentences = [str(fault["msg"]).removeprefix("Value error, ") for fault in error.errors()]
        raise SettingsError(". ".join(sentences)) from error
