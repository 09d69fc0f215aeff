"""An opened shop: its network computes with as many threads as the settings say, and is opened ahead."""

import threading

import pytest
import torch

from config.settings import Settings
from tools.shop import Shop


def test_the_network_computes_with_the_threads_of_the_settings_in_every_thread(build):
    before, seen = torch.get_num_threads(), []
    try:
        torch.set_num_threads(2)
        assert Shop.open(build, Settings(threads=1)).network is not None
        another = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
        another.start()
        another.join()
        assert [torch.get_num_threads(), *seen] == [1, 1]
    finally:
        torch.set_num_threads(before)


def test_what_the_first_question_needs_is_opened_ahead(build, monkeypatch):
    shop = Shop.open(build, Settings())
    shop.prepare()
    monkeypatch.setattr("models.value_model.load_value_model", lambda path: pytest.fail(f"{path} is read again"))
    assert shop.network is not None
    assert shop.explanation.cache_info().currsize == 1
