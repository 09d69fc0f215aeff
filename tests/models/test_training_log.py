import pytest

from models.training import TrainingPlan, fit_network
from models.training_log import training_log
from tests.models.invented_shop import KINDS, NAMES, REFERENCE_DAYS

TAGS = {"loss/learning", "loss/held_out", "learning_rate"}


def read_back(folder):
    """Scalars of a run by tag: (step, value) pairs, as TensorBoard's own reader gives them."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder))
    events.Reload()
    return {tag: [(event.step, event.value) for event in events.Scalars(tag)] for tag in events.Tags()["scalars"]}


def test_what_was_watched_can_be_read_back_run_by_run(tmp_path):
    with training_log(tmp_path / "logs") as log:
        for run, shift in (("tested", 0.0), ("kept", 10.0)):
            watch = log(run)
            for step in (10, 20):
                watch(step, {"loss/held_out": shift + step / 4, "learning_rate": 0.5})
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == ["kept", "tested"]
    assert read_back(tmp_path / "logs" / "tested")["loss/held_out"] == [(10, 2.5), (20, 5.0)]
    assert read_back(tmp_path / "logs" / "kept")["loss/held_out"] == [(10, 12.5), (20, 15.0)]


def test_every_check_of_a_fit_is_logged_with_the_loss_it_stopped_by(examples, customers, tmp_path):
    def fitted(watch):
        return fit_network(
            examples,
            NAMES,
            kinds=KINDS,
            scoring=customers,
            reference_days=REFERENCE_DAYS,
            orders_feature=NAMES[0],
            price_feature=NAMES[1],
            seed=7,
            plan=TrainingPlan(steps=40, batch=256, hidden=(12, 6), members=2),
            watch=watch,
        )

    with training_log(tmp_path) as log:
        network = fitted(log("kept"))
    scalars = read_back(tmp_path / "kept")
    assert set(scalars) == TAGS
    assert [step for step, _ in scalars["loss/held_out"]] == [10, 20, 30, 40]
    best = min(value for _, value in scalars["loss/held_out"])
    assert best == pytest.approx(network.about["held_out_loss"], rel=1e-6)
    assert network.about == fitted(None).about


def test_without_a_folder_nothing_is_watched_or_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with training_log(None) as log:
        assert log("kept") is None
    assert list(tmp_path.iterdir()) == []


def test_the_log_is_complete_even_where_the_fit_fails(tmp_path):
    def broken():
        with training_log(tmp_path) as log:
            log("kept")(10, {"loss/held_out": 1.5})
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        broken()
    assert read_back(tmp_path / "kept")["loss/held_out"] == [(10, 1.5)]
