"""Settings: flags come first, then the environment, the configuration file, the defaults."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from hwlab_cli import home
from hwlab_cli.errors import ConfigError

_PREFIX = "HWLAB_"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class Photos(_Section):
    """How photos are taken in."""

    max_megapixels: float = Field(
        default=200.0,
        gt=0,
        le=2000,
        description="Photos with more pixels are refused before they are decoded.",
    )


class Intake(_Section):
    """How an intake is carried on."""

    jobs: int = Field(
        default=1,
        ge=1,
        le=64,
        description="How many devices are identified at the same time.",
    )
    unproven: Literal["hold", "note"] = Field(
        default="hold",
        description="What a serial that the photos do not prove does: hold the intake for a "
        "person, or only stand in its notes. It never goes into NetBox's serial field.",
    )


class NetBox(_Section):
    """Where devices are delivered, and what they are given there."""

    url: str = Field(
        default="",
        description="Where NetBox is, as in https://netbox.example.net; without it nothing is "
        "delivered.",
    )
    token: SecretStr = Field(
        default=SecretStr(""),
        description="The API token, from the environment alone (HWLAB_NETBOX_TOKEN).",
    )
    token_file: str = Field(default="", description="A file that has the API token in it.")
    token_command: str = Field(
        default="", description="A command that prints the API token, as in: pass show netbox."
    )
    ca_file: str = Field(
        default="", description="Certificates to trust instead of the system's, a PEM file."
    )
    connect_seconds: float = Field(
        default=5.0, gt=0, description="How long to wait for a connection."
    )
    read_seconds: float = Field(
        default=30.0, gt=0, description="How long to wait for an answer, and a second a device."
    )
    connections: int = Field(
        default=2, ge=1, le=16, description="How many requests may be under way at once."
    )
    batch: int = Field(
        default=50, ge=1, le=500, description="How many devices one request may create at most."
    )
    site: str = Field(
        default="Intake", min_length=1, max_length=100, description="The site of new devices."
    )
    status: str = Field(default="inventory", min_length=1, description="The status of new devices.")
    role: str = Field(
        default="",
        description="One role for all new devices; empty: by category, as in Server or Switch.",
    )
    create_types: bool = Field(
        default=True, description="Whether device types that NetBox lacks are created there."
    )

    @field_validator("url")
    @classmethod
    def _is_a_base_url(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError("must be a web address such as https://netbox.example.net")
        if parts.username or parts.password:
            raise ValueError("must not have a user or a password in it")
        return url.rstrip("/").removesuffix("/api").rstrip("/")


_SECTIONS: dict[str, type[_Section]] = {"photos": Photos, "intake": Intake, "netbox": NetBox}


class Settings(BaseSettings):
    """All settings, checked."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
        # A variable is one setting; else a whole section as JSON would be taken too.
        enable_decoding=False,
    )

    photos: Photos = Photos()
    intake: Intake = Intake()
    netbox: NetBox = NetBox()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the configuration file below the environment."""
        data = _file_data(home.config_file())
        if isinstance(data.get("netbox"), dict) and "token" in data["netbox"]:
            raise ConfigError(
                "a token does not belong into this file",
                item=str(home.config_file()),
                hint="put it into a file of its own (token_file), into what token_command asks, "
                "or into HWLAB_NETBOX_TOKEN",
            )
        file = InitSettingsSource(settings_cls, data)
        return init_settings, env_settings, file


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force: its dotted name, its value, and where that comes from."""

    name: str
    value: object
    source: str
    description: str


def load() -> Settings:
    """Return the settings in force; raises ConfigError for what is wrong in them."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"{_in_words(first['type'], first['msg'])} (from {_source(name)})",
            item=name,
            hint=_described().get(name) or f"the settings are {', '.join(_described())}",
        ) from error


def in_force(settings: Settings) -> list[Setting]:
    """Return every setting with its value and its source."""
    found = []
    for dotted, description in _described().items():
        section, _, name = dotted.partition(".")
        value = getattr(getattr(settings, section), name)
        if isinstance(value, SecretStr):
            value = str(value)  # stars
        found.append(Setting(dotted, value, _source(dotted), description))
    return found


def template() -> str:
    """Return a configuration file with every setting in it, described and commented out."""
    lines = ["# hwlab's configuration. A line without the # in front changes a default."]
    for section_name, section in _SECTIONS.items():
        lines += ["", f"[{section_name}]"]
        for name, field in section.model_fields.items():
            if field.annotation is not SecretStr:
                lines.append(f"# {field.description}")
                lines.append(f"# {name} = {_toml(field.default)}")
    return "\n".join(lines) + "\n"


def _described() -> dict[str, str]:
    """Return what each setting does, by its dotted name."""
    return {
        f"{section_name}.{name}": field.description or ""
        for section_name, section in _SECTIONS.items()
        for name, field in section.model_fields.items()
    }


def _file_data(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if os.environ.get("HWLAB_CONFIG"):
            raise ConfigError(
                "HWLAB_CONFIG names a file that is not there",
                item=str(path),
                hint="`hwlab config init` makes it",
            ) from None
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"not valid TOML: {error}", item=str(path), hint="mend that line, or remove the file"
        ) from error
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise ConfigError(
            f"the configuration can't be read: {reason}", item=str(path), hint="check its rights"
        ) from error


def _source(dotted: str) -> str:
    variable = _PREFIX + dotted.upper().replace(".", "_")
    if variable in os.environ:
        return variable
    section, _, name = dotted.partition(".")
    data = _file_data(home.config_file())
    values = data.get(section)
    in_file = name in values if isinstance(values, dict) and name else section in data
    return str(home.config_file()) if in_file else "default"


def _in_words(kind: str, message: str) -> str:
    match kind:
        case "extra_forbidden":
            return "there is no such setting"
        case "model_type":
            return "must be a section with settings in it"
        case _:
            message = message.removeprefix("Value error, ")
            return message.replace("Input should", "must", 1).rstrip(".")


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
