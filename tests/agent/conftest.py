from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent.analyst import Analyst
from config.settings import Settings
from tests.agent.llm_server import LlmServer, Script


@pytest.fixture
def llm() -> Iterator[Callable[..., LlmServer]]:
    """Starts servers that play a language model."""
    servers: list[LlmServer] = []

    def start(script: Script, **options: Any) -> LlmServer:
        servers.append(LlmServer(script, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def analyst_with(shop, tmp_path) -> Iterator[Callable[..., Analyst]]:
    """Analysts whose model is at a server, or offline without one."""
    opened: list[Analyst] = []

    def make(server: LlmServer | None = None, **changes: object) -> Analyst:
        endpoint = {} if server is None else {"openai_base_url": server.address, "model": "openai:scripted"}
        settings = Settings(**{"openai_api_key": "key-for-tests", "request_retries": 1, **endpoint, **changes})
        analyst = Analyst(shop, settings, folder=tmp_path)
        opened.append(analyst)
        return analyst

    yield make
    for analyst in opened:
        analyst.close()
