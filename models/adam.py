"""AdamW, step for step that of torch.optim, whose first use imports torch's compiler: two seconds an update has not."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

_EPSILON = 1e-8


class AdamW:
    """Adam with decoupled weight decay.

    Source: Loshchilov, Hutter (2019), "Decoupled Weight Decay Regularization", algorithm 2.

    Args:
        groups: `params`, and their own `weight_decay` or `lr` where they have one.
        lr: Step size; to be changed in `param_groups`.
        betas: Decay of the mean gradient and of the mean squared gradient.
    """

    def __init__(self, groups: Iterable[Mapping[str, Any]], *, lr: float, betas: tuple[float, float]) -> None:
        self.param_groups = [{"lr": lr, "weight_decay": 0.0, **group} for group in groups]
        self._betas = betas
        self._steps = 0
        self._means = [[torch.zeros_like(p) for p in group["params"]] for group in self.param_groups]
        self._squares = [[torch.zeros_like(p) for p in group["params"]] for group in self.param_groups]

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        self._steps += 1
        for group, means, squares in zip(self.param_groups, self._means, self._squares, strict=True):
            for parameter, mean, square in zip(group["params"], means, squares, strict=True):
                if parameter.grad is not None:
                    self._move(parameter, parameter.grad, (mean, square), rate=group["lr"], decay=group["weight_decay"])

    def _move(
        self, parameter: Tensor, gradient: Tensor, moments: tuple[Tensor, Tensor], *, rate: float, decay: float
    ) -> None:
        (first, second), (mean, square) = self._betas, moments
        parameter.mul_(1 - rate * decay)
        mean.lerp_(gradient, 1 - first)
        square.mul_(second).addcmul_(gradient, gradient, value=1 - second)
        scale = math.sqrt(1 - second**self._steps)
        parameter.addcdiv_(mean, (square.sqrt() / scale).add_(_EPSILON), value=-rate / (1 - first**self._steps))
