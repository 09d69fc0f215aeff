"""A network that is fitted further keeps what its weights were learned under."""

import numpy as np

from models.examples import Examples, standardised


def examples(varying: bool) -> Examples:
    """Forty customers at one cut-off; their second feature varies or is always 3."""
    n = 40
    second = np.arange(n, dtype=np.float64) if varying else np.full(n, 3.0)
    once = np.ones((n, 1))
    return Examples(
        features=np.stack([np.arange(n, dtype=np.float64), second], axis=1),
        customer=np.arange(n),
        cutoff=np.zeros(n, dtype=np.intp),
        horizon_days=30 * once,
        value=once,
        orders=once,
        weight=once,
        log_level=0 * once,
    )


def inputs_of_the_second(*, now_varies: bool, before_varied: bool) -> np.ndarray:
    names, kinds = ("first", "second"), ["count", "count"]
    before = examples(before_varied)
    anchor, _ = standardised(before, before.features, names, kinds=kinds, absolute=())
    now = examples(now_varies)
    fitted, _ = standardised(now, now.features, names, kinds=kinds, absolute=(), anchor=anchor)
    scored = fitted.inputs(examples(varying=True).features)
    return scored[:, 1]


def test_a_feature_that_varied_then_and_now_is_read():
    assert np.ptp(inputs_of_the_second(before_varied=True, now_varies=True)) > 1


def test_a_feature_that_varies_only_since_is_not_read_until_a_full_build():
    assert np.ptp(inputs_of_the_second(before_varied=False, now_varies=True)) == 0


def test_a_feature_that_varied_only_then_is_not_read():
    assert np.ptp(inputs_of_the_second(before_varied=True, now_varies=False)) == 0
