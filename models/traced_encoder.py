"""An encoder recorded once and replayed: of one short query Python takes as much time as the arithmetic.

Replayed, no other thread waits for Python meanwhile, so that two models truly read at the same time. The numbers are
the same to the bit, which is checked; an encoder that cannot be recorded stays as it is.
"""

import logging
import warnings
from collections.abc import Callable
from threading import RLock
from typing import Any

import torch

logger = logging.getLogger(__name__)

Encode = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

# Recording is one thing at a time in a process.
_RECORDING = RLock()
# Tokens and texts of what is recorded, and of what the replay must agree on.
_RECORDED, _CHECKED = (1, 11), ((1, 4), (2, 23))


def plain(model: Any) -> Encode:  # noqa: ANN401  transformers' own class of each model
    """From token ids and mask, shape (texts, tokens) each, to token states, shape (texts, tokens, dimensions)."""
    return lambda tokens, mask: model(input_ids=tokens, attention_mask=mask).last_hidden_state


def traced(model: Any) -> Encode:  # noqa: ANN401  transformers' own class of each model
    """As `plain`, recorded; as `plain` where it cannot be recorded or the replay does not agree.

    `torch.jit` is deprecated and has no successor yet: what `torch.export` gives is run by Python again and takes as
    long as before, `torch.compile` needs a C++ compiler.
    """
    encode = plain(model)
    with _RECORDING, torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            recorded = torch.jit.trace(_States(model).eval(), _example(*_RECORDED), check_trace=False)
            replay: Encode = torch.jit.freeze(recorded)
            agrees = all(torch.equal(replay(*_example(*size)), encode(*_example(*size))) for size in _CHECKED)
        except (RuntimeError, TypeError, ValueError, NotImplementedError) as error:
            logger.info("the encoder is not recorded: %s", error)
            return encode
    return replay if agrees else encode


class _States(torch.nn.Module):
    """The encoder with plain arguments."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401  transformers' own class of each model
        super().__init__()
        self._encode = plain(model)
        self.model = model

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Token states."""
        return self._encode(tokens, mask)


def _example(texts: int, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    mask = torch.ones((texts, length), dtype=torch.long)
    mask[1:, length // 2 :] = 0
    return torch.full((texts, length), 3, dtype=torch.long), mask
