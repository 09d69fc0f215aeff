"""Every setting of Kezhi: default, bound, unit, description. Read once, handed down by argument."""

import getpass
import ipaddress
from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.errors import InputError

Role = Literal["business", "support", "analyst"]


class Settings(BaseSettings):
    """All settings; each can be given as an environment variable `KEZHI_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="KEZHI_", frozen=True, extra="ignore", populate_by_name=True)

    workspace: Path = Field(default=Path("workspace"), description="Directory that holds the builds.")
    model: str = Field(
        default="",
        description="'offline', 'openai:MODEL' or any init_chat_model name; empty: 'offline' without an API key.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="Key of the OpenAI-compatible endpoint."
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="Address of an OpenAI-compatible endpoint."
    )
    user: str = Field(
        default="", description="Who asks on the terminal, for the audit log; empty: the login name.", max_length=200
    )
    embedder: str = Field(
        default="",
        description="Folder or hub id of another sentence embedder, or multilingual-e5-small+all-MiniLM-L6-v2, which "
        "joins both; empty: multilingual-e5-small.",
    )
    cache: Path = Field(
        default=Path.home() / ".cache" / "kezhi", description="Folder for converted model weights (about 500 MB)."
    )
    threads: int = Field(default=1, ge=1, le=256, description="CPU threads used by torch and numpy.")
    max_model_calls: int = Field(default=8, ge=1, le=50, description="Model calls allowed for one question.")
    max_tool_calls: int = Field(default=12, ge=1, le=100, description="Tool calls allowed for one question.")
    request_timeout_seconds: float = Field(default=60.0, gt=0, description="Seconds to wait for the endpoint.")
    request_retries: int = Field(default=2, ge=0, le=10, description="Retries after a passing fault of the endpoint.")
    request_extra: dict[str, JsonValue] = Field(
        default_factory=dict, description='JSON object added to each request, such as {"temperature": 0}.'
    )
    fallback: bool = Field(
        default=True, description="Whether the offline planner answers where the endpoint of the language model fails."
    )
    price_input: float | None = Field(default=None, ge=0, description="Price of a million tokens read.")
    price_output: float | None = Field(default=None, ge=0, description="Price of a million tokens written.")
    proxies: str = Field(
        default="",
        description="Addresses or networks, with commas, of proxies before the web app that say who asks, and https.",
    )
    webhook_url: SecretStr | None = Field(
        default=None, description="Address that alerts are posted to: https, or http on this machine."
    )
    webhook_secret: SecretStr | None = Field(
        default=None, min_length=16, description="Key by which the receiver knows that a post is Kezhi's (HMAC-SHA256)."
    )
    smtp_host: str = Field(default="", max_length=253, description="Mail server that letters with alerts go to.")
    smtp_port: int = Field(default=0, ge=0, le=65535, description="Its port; 0: 587 (starttls), 465 (ssl), 25 (none).")
    smtp_security: Literal["starttls", "ssl", "none"] = Field(
        default="starttls", description="How the way to the mail server is encrypted."
    )
    smtp_user: str = Field(default="", max_length=254, description="Account on the mail server; empty: none is needed.")
    smtp_password: SecretStr | None = Field(default=None, description="Its password.")
    mail_from: str = Field(default="", max_length=254, description="Address that letters come from.")
    mail_to: str = Field(
        default="", max_length=4000, description="Addresses, with commas, of letters whose rule names none."
    )
    delivery_timeout_seconds: float = Field(
        default=10.0, gt=0, le=300, description="Seconds to wait for mail server or webhook."
    )
    delivery_retries: int = Field(default=2, ge=0, le=10, description="Further attempts within a run.")
    price_currency: str = Field(default="USD", max_length=8, description="Currency of the two prices.")

    def proxy_addresses(self) -> list[str]:
        """The proxies that are believed.

        Raises:
            InputError: One of them is no address.
        """
        named = [address.strip() for address in self.proxies.split(",") if address.strip()]
        for address in named:
            try:
                ipaddress.ip_network(address, strict=False)
            except ValueError as error:
                raise InputError(
                    f"KEZHI_PROXIES takes IP addresses or networks with commas, not {address!r}"
                ) from error
        return named

    def model_name(self) -> str:
        """The model to use: what was set, or `offline`."""
        return self.model or "offline"

    def user_name(self) -> str:
        """Who asks on the terminal: what was set, or the login name."""
        try:
            return self.user or getpass.getuser()
        except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
            return "unknown"
