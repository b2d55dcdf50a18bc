"""A tier's settings: one recognizer to ask, as the configuration describes it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hwlab_cli.web_address import base_url

EMBEDDED = "label"
"""The name of the embedded recognizer, which needs no endpoint."""


class Tier(BaseModel):
    """One `[[tiers]]` of the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    name: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
        description="What the tier is called; `label` is the embedded recognizer.",
    )
    base_url: str = Field(
        default="",
        description="Where the OpenAI-compatible API is, as in http://127.0.0.1:11434/v1.",
    )
    model: str = Field(default="", description="The model to ask for, by the server's own name.")
    api_key_env: str = Field(
        default="", description="The environment variable that has the API key, where one is asked."
    )
    api_key_file: str = Field(default="", description="A file that has the API key in it.")
    api_key_command: str = Field(default="", description="A command that prints the API key.")
    connect_seconds: float = Field(
        default=5.0, gt=0, description="How long to wait for a connection."
    )
    load_seconds: float = Field(
        default=300.0,
        gt=0,
        description="How long to wait for the first token; the model may have to be loaded.",
    )
    pause_seconds: float = Field(
        default=60.0, gt=0, description="How long to wait from one token to the next."
    )
    seconds: float = Field(default=600.0, gt=0, description="How long one answer may take in all.")
    good_enough: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="The confidence from which on no further tier is asked.",
    )
    max_megapixels: float = Field(
        default=1.5, gt=0.05, le=50, description="How large each photo is sent at most."
    )
    crops: int = Field(
        default=4,
        ge=0,
        le=16,
        description="How many close-ups of barcodes and print are sent beside the photos.",
    )
    max_tokens: int = Field(
        default=1500, ge=64, le=100_000, description="How long an answer may be, thinking included."
    )
    slots: int = Field(
        default=1, ge=1, le=64, description="How many requests this endpoint gets at once."
    )
    extra_body: dict[str, Any] = Field(
        default_factory=dict, description="What else goes into each request, as the server has it."
    )
    shadow: bool = Field(
        default=False,
        description="Asked beside the others and only recorded, to compare it with them.",
    )

    @field_validator("base_url")
    @classmethod
    def _is_a_base_url(cls, url: str) -> str:
        return base_url(url, "http://127.0.0.1:11434/v1")

    @model_validator(mode="after")
    def _is_whole(self) -> "Tier":
        if self.name == EMBEDDED:
            if self.base_url or self.model:
                raise ValueError(f"{EMBEDDED} is the embedded recognizer: it has no endpoint")
        elif not self.base_url or not self.model:
            raise ValueError("needs a base_url and a model")
        if sum(map(bool, (self.api_key_env, self.api_key_file, self.api_key_command))) > 1:
            raise ValueError("the API key comes from one place only")
        return self
