"""Where to compute: on the GPU when there is one that torch can use, else on the CPU."""

from collections.abc import Mapping
from typing import Any

import torch
from threadpoolctl import threadpool_limits


def best_device() -> torch.device:
    """CUDA's first device where one answers, else the CPU."""
    return torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")


def fast_dtype(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies it natively and fast, else float32."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    capabilities: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return torch.bfloat16 if capabilities.get("amx_bf16") else torch.float32


def use_threads(count: int) -> None:
    """Let torch and numpy compute with so many CPU threads from now on, in all of the program's threads.

    By default they take every core for each little multiplication; where several questions are answered side by side,
    the threads then wait for one another. Numpy's also go on turning for a while when they have nothing more to do: a
    search took twice the processor's time.
    """
    torch.set_num_threads(count)
    threadpool_limits(count, user_api="blas")
