"""Where to compute: on the GPU when there is one that torch can use, else on the CPU."""

import torch


def best_device() -> torch.device:
    """CUDA's first device where one answers, else the CPU."""
    return torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")
