import pytest
import torch
from transformers import BertConfig, BertModel

from models.traced_encoder import plain, traced


@pytest.fixture
def model():
    torch.manual_seed(3)
    small = BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    return BertModel(small).eval()


@pytest.mark.parametrize("size", [(1, 3), (1, 40), (3, 12)])
def test_a_recorded_encoder_gives_the_same_bytes_at_any_length(model, size):
    tokens = torch.randint(0, 50, size, generator=torch.Generator().manual_seed(5))
    mask = torch.ones(size, dtype=torch.long)
    mask[1:, 2:] = 0
    replay = traced(model)
    assert isinstance(replay, torch.jit.ScriptModule)
    with torch.inference_mode():
        assert torch.equal(replay(tokens, mask), plain(model)(tokens, mask))


class Fixed(torch.nn.Module):
    """Looks at how long a text is, which a recording forgets; or cannot be recorded at all."""

    def __init__(self, *, broken):
        super().__init__()
        self.broken = broken

    def forward(self, input_ids, attention_mask):
        if self.broken:
            raise RuntimeError("not to be recorded")
        states = input_ids[:, :, None].float() * (2 if input_ids.shape[1] > 8 else 1)
        return type("Said", (), {"last_hidden_state": states})


def test_an_encoder_that_a_recording_would_change_stays_as_it_is():
    encode = traced(Fixed(broken=False))
    assert not isinstance(encode, torch.jit.ScriptModule)
    assert encode(torch.full((1, 4), 3), torch.ones(1, 4)).unique().tolist() == [3]


def test_an_encoder_that_cannot_be_recorded_stays_as_it_is():
    assert not isinstance(traced(Fixed(broken=True)), torch.jit.ScriptModule)
