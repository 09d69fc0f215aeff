"""What went wrong at a language model's endpoint, as one clear line in both languages."""

from agent.server_gaps import without_tools
from config.errors import EndpointError
from config.text import Text


class EndpointFault(EndpointError):
    """A fault of the endpoint as one clear line in both languages.

    Attributes:
        text: The line.
        passing: Whether asking again may help.
        wait_seconds: How long the server asks to wait before that; None where it does not say.
    """

    def __init__(self, text: Text, *, passing: bool = False, wait_seconds: float | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.passing = passing
        self.wait_seconds = wait_seconds


CUT = Text("The language model's answer was cut off in the middle.", "语言模型的回答中途断开。")


def describe_fault(error: Exception) -> EndpointFault:
    """What went wrong at the endpoint, as one line for people."""
    if isinstance(error, EndpointFault):
        return error
    status = getattr(error, "status_code", None)
    if (toolless := without_tools(said_by(error))) is not None:
        return EndpointFault(toolless)
    if isinstance(status, int):
        return _by_status(status, said_by(error), wait_seconds=_retry_after(error))
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "APITimeoutError" in kinds or isinstance(error, TimeoutError):
        return EndpointFault(Text("The language model did not answer in time.", "语言模型超时未响应。"), passing=True)
    if "RemoteProtocolError" in kinds or "ReadError" in kinds:
        return EndpointFault(CUT, passing=True)
    if "APIConnectionError" in kinds or isinstance(error, OSError) or "TransportError" in kinds:
        return EndpointFault(
            Text("The language model's endpoint cannot be reached.", "无法连接语言模型服务。"), passing=True
        )
    name = type(error).__name__
    return EndpointFault(Text(f"The language model failed ({name}).", f"语言模型出错（{name}）。"))


def _by_status(status: int, said: str, *, wait_seconds: float | None) -> EndpointFault:
    lines = {
        401: Text("the key was refused", "密钥被拒绝"),
        403: Text("access was denied", "拒绝访问"),
        404: Text("there is no such model or address", "没有该模型或地址"),
        429: Text("too many requests, or no quota left", "请求过多或额度不足"),
    }
    known = lines.get(status) or (
        Text("the server failed", "服务器出错") if status >= 500 else Text("the request was refused", "请求被拒绝")
    )
    detail = f": {said}" if said else ""
    return EndpointFault(
        Text(
            f"The language model's endpoint answered {status}: {known.en}{detail}",
            f"语言模型服务返回 {status}：{known.zh}{detail}",
        ),
        passing=status in (408, 409, 425, 429) or status >= 500,
        wait_seconds=wait_seconds,
    )


def _retry_after(error: Exception) -> float | None:
    """Seconds the server asks to wait."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except (TypeError, ValueError):
        return None


def said_by(error: Exception) -> str:
    """The server's own short message, first line only."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    message = inner.get("message") or inner.get("detail") if isinstance(inner, dict) else inner
    return str(message).strip().splitlines()[0][:200].replace("{{", "{ {") if message else ""
