"""Every setting of Kezhi: default, bound, unit, description. Read once, handed down by argument."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    embedder: str = Field(
        default="", description="Folder or hub id of another sentence embedder; empty: multilingual-e5-small."
    )
    cache: Path = Field(
        default=Path.home() / ".cache" / "kezhi", description="Folder for converted model weights (about 500 MB)."
    )
    threads: int = Field(default=1, ge=1, le=256, description="CPU threads used by torch.")
    max_model_calls: int = Field(default=8, ge=1, le=50, description="Model calls allowed for one question.")
    max_tool_calls: int = Field(default=12, ge=1, le=100, description="Tool calls allowed for one question.")
    request_timeout_seconds: float = Field(default=60.0, gt=0, description="Seconds to wait for the endpoint.")
    request_retries: int = Field(default=2, ge=0, le=10, description="Retries after a passing fault of the endpoint.")

    def model_name(self) -> str:
        """The model to use: what was set, or `offline`."""
        return self.model or "offline"
