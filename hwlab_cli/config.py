"""Settings: flags come first, then the environment, the configuration file, the defaults."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from hwlab_cli import home
from hwlab_cli.errors import ConfigError
from hwlab_cli.tier import Tier
from hwlab_cli.web_address import base_url

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
    gap_seconds: float = Field(
        default=10.0,
        ge=0,
        le=3600,
        description="How many seconds may pass between two photos of one device, by the camera's "
        "clock, where photos are grouped (`--group auto`); 0 leaves time out of it.",
    )


class Watch(_Section):
    """How `hwlab watch` takes photos in."""

    still_seconds: float = Field(
        default=2.0,
        gt=0,
        le=3600,
        description="For how many seconds a photo's file must not have changed to count as whole.",
    )
    quiet_seconds: float = Field(
        default=20.0,
        ge=0,
        le=3600,
        description="For how many seconds no further photo must have come until those that did are "
        "grouped and taken in.",
    )
    poll: bool = Field(
        default=False,
        description="Whether folders are looked at again and again, for network folders that tell "
        "of nothing that others write there.",
    )
    poll_seconds: float = Field(
        default=5.0, ge=0.1, le=3600, description="How often they are looked at then."
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
        return base_url(url, "https://netbox.example.net").removesuffix("/api").rstrip("/")


class Research(_Section):
    """Whether a search engine is asked about what is printed."""

    enabled: bool = Field(
        default=False,
        description="Whether the web is searched for a printed part number or model where a vision "
        "model does not know what it is; `hwlab identify --research` does so once.",
    )
    url: str = Field(
        default="",
        description="Where a SearXNG of your own is, as in http://127.0.0.1:8888; it must give "
        "JSON (search.formats in its settings.yml).",
    )
    results: int = Field(
        default=5, ge=1, le=20, description="How many of the pages found the model is told of."
    )
    connect_seconds: float = Field(
        default=5.0, gt=0, description="How long to wait for a connection."
    )
    seconds: float = Field(default=20.0, gt=0, description="How long one search may take in all.")

    @field_validator("url")
    @classmethod
    def _is_a_base_url(cls, url: str, info: ValidationInfo) -> str:
        if not url and info.data.get("enabled"):
            raise ValueError("it is missing, though research is enabled")
        return base_url(url, "http://127.0.0.1:8888").removesuffix("/search").rstrip("/")


class Prompts(_Section):
    """What vision models are asked."""

    folder: str = Field(
        default="",
        description="A folder with prompts of your own (identify.md, refine.md, choose.md, "
        "research.md); each takes the place of hwlab's.",
    )


SECTIONS: dict[str, type[_Section]] = {
    "photos": Photos,
    "intake": Intake,
    "watch": Watch,
    "netbox": NetBox,
    "prompts": Prompts,
    "research": Research,
}
"""The sections that there can be once each."""


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
    watch: Watch = Watch()
    netbox: NetBox = NetBox()
    prompts: Prompts = Prompts()
    research: Research = Research()
    tiers: tuple[Tier, ...] = ()

    @field_validator("tiers")
    @classmethod
    def _are_told_apart(cls, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
        names = [tier.name for tier in tiers]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"two tiers are called {twice}: each needs a name of its own")
        return tiers

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


def load() -> Settings:
    """Return the settings in force; raises ConfigError for what is wrong in them."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"{_in_words(first['type'], first['msg'])} (from {source(name)})",
            item=_called(first["loc"]),
            hint=described().get(name) or _hint(first["loc"]),
        ) from error


def _called(place: tuple[int | str, ...]) -> str:
    """Name a setting as the file has it: tiers by their place in it, counted from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _hint(place: tuple[int | str, ...]) -> str:
    if place[0] != "tiers":
        return f"the settings are {', '.join(described())}, and [[tiers]]"
    field = Tier.model_fields.get(str(place[2])) if len(place) > 2 else None
    return (field.description if field else None) or (
        f"each [[tiers]] may have {', '.join(Tier.model_fields)}"
    )


def described() -> dict[str, str]:
    """Return what each setting does, by its dotted name."""
    return {
        f"{section_name}.{name}": field.description or ""
        for section_name, section in SECTIONS.items()
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


def variable(dotted: str) -> str:
    """Return the environment variable that sets what the file calls `dotted`."""
    return _PREFIX + dotted.upper().replace(".", "_")


def source(dotted: str) -> str:
    """Return where a setting comes from: a variable, the file, or nowhere: `default`."""
    name_there = variable(dotted)
    if name_there in os.environ:
        return name_there
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
        case "missing":
            return "it is missing"
        case "string_pattern_mismatch":
            return "must be letters, digits, dots, hyphens and underscores, 40 at most"
        case "tuple_type":
            return "must stand in the configuration file, as [[tiers]]"
        case _:
            message = message.removeprefix("Value error, ")
            return message.replace("Input should", "must", 1).rstrip(".")
