"""Our AdamW takes the steps of torch's."""

import torch

from models.adam import AdamW


def test_each_step_is_that_of_torch():
    generator = torch.Generator().manual_seed(3)
    start = [torch.randn(4, 3, generator=generator), torch.randn(3, generator=generator)]
    ours, theirs = ([torch.nn.Parameter(value.clone()) for value in start] for _ in range(2))
    data, target = torch.randn(50, 4, generator=generator), torch.randn(50, 3, generator=generator)

    def groups(values):
        return [{"params": values[:1], "weight_decay": 0.3}, {"params": values[1:], "weight_decay": 0.0}]

    optimisers = (
        AdamW(groups(ours), lr=0.01, betas=(0.9, 0.98)),
        torch.optim.AdamW(groups(theirs), lr=0.01, betas=(0.9, 0.98), foreach=False),
    )
    for rate in (0.01, 0.02, 0.005) * 10:
        for (weights, bias), optimiser in zip((ours, theirs), optimisers, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.zero_grad()
            ((data @ weights + bias - target) ** 2).mean().backward()
            optimiser.step()
    assert not torch.equal(ours[0], start[0])
    for mine, theirs_ in zip(ours, theirs, strict=True):
        assert torch.equal(mine, theirs_)


def test_a_parameter_without_a_gradient_stays():
    used, unused = torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.ones(2))
    optimiser = AdamW([{"params": [used, unused], "weight_decay": 0.5}], lr=0.1, betas=(0.9, 0.98))
    used.sum().backward()
    optimiser.step()
    assert unused.tolist() == [1.0, 1.0]
    assert used.tolist() != [1.0, 1.0]
