"""Settings: flags come first, then the environment, the configuration file, the defaults."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
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


_SECTIONS: dict[str, type[_Section]] = {"photos": Photos, "intake": Intake}


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
        file = InitSettingsSource(settings_cls, _file_data(home.config_file()))
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
        found.append(Setting(dotted, value, _source(dotted), description))
    return found


def template() -> str:
    """Return a configuration file with every setting in it, described and commented out."""
    lines = ["# hwlab's configuration. A line without the # in front changes a default."]
    for section_name, section in _SECTIONS.items():
        lines += ["", f"[{section_name}]"]
        for name, field in section.model_fields.items():
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
            return message.replace("Input should", "must", 1).rstrip(".")


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
