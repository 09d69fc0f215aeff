"""The drift report: what moved, whether predictions came true, and when it is too early to tell."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from config.settings import Settings
from data.builds import Build
from data.query_time import day_number
from data.workspace import Workspace
from pipeline.build import BuildRequest, build_shop
from pipeline.training_options import TrainingOptions
from tests.pipeline.small_shop import FIRST_DAY, small_shop
from tools.drift import Reference, drift_of, measure_drift, reference_for, write_reference
from tools.drift_wording import rebuild_line, summary

DAYS, HORIZON = 300, 60


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> tuple[Workspace, Build, Build]:
    """Two full builds of one shop in one workspace, the second 40 days later.

    The first one's network is held against what came true; the second one's is asked nothing and is a quick formula.
    """
    folder = tmp_path_factory.mktemp("drift")
    lines = small_shop(350, DAYS, seed=21)
    date = pd.to_datetime(lines["day"], unit="D").dt.strftime("%Y-%m-%d")
    file = folder / "shop.csv"
    frame = pd.DataFrame({"customer_id": lines["customer_id"], "order_id": lines["order_id"], "date": date})
    frame.assign(amount=lines["amount_minor"] / 100).to_csv(file, index=False)
    settings = Settings(workspace=folder / "workspace")
    made = [
        build_shop(
            BuildRequest(
                str(file),
                as_of=pd.Timestamp(FIRST_DAY + day, unit="D").date(),
                horizon_days=HORIZON,
                options=options,
            ),
            settings,
            quiet=True,
        )
        for day, options in (
            (DAYS - 41, TrainingOptions(select=False)),
            (DAYS - 1, TrainingOptions(network="linear")),
        )
    ]
    return Workspace(settings.workspace), made[0], made[1]


def measured(reference: Reference, build: Build, *, as_of_day: int | None = None) -> dict:
    return measure_drift(
        reference,
        build.customers(),
        build.transactions(),
        as_of_day=as_of_day or day_number(build.manifest.as_of),
        manifest=build.manifest,
    )


def test_predictions_of_then_are_held_against_what_came_true_in_exactly_the_days_since(builds):
    _, then, now = builds
    found = measured(reference_for(then), now)["predictions"]
    assert found["available"]
    assert found["days"] == 40
    lines = now.transactions()
    known = set(then.customers()["customer_id"])
    since = lines[(lines["day"] > day_number(then.manifest.as_of)) & lines["customer_id"].isin(known)]
    assert found["actual_minor"] == since["amount_minor"].sum()
    assert found["buyers"] == since["customer_id"].nunique()
    assert found["predicted_minor"] == pytest.approx(found["actual_minor"], rel=0.4)
    assert sum(each["actual_minor"] for each in found["deciles"]) == found["actual_minor"]
    assert 0.6 < found["interval_held"] <= 1.0


def test_the_same_customers_have_not_moved(builds):
    _, then, _ = builds
    found = measured(reference_for(then), then)
    assert {each["status"] for each in found["features"]} == {"stable"}
    assert found["status"] == "stable"
    assert not found["rebuild"]["due"]


def test_a_few_days_are_too_early_to_tell(builds):
    _, then, now = builds
    found = measured(reference_for(then), now, as_of_day=day_number(then.manifest.as_of) + 3)
    assert not found["predictions"]["available"]
    assert "too early" in found["predictions"]["reason"]["en"]
    assert "为时尚早" in found["predictions"]["reason"]["zh"]


def test_few_buyers_are_too_early_to_tell(builds):
    _, then, now = builds
    reference = reference_for(then)
    few = dataclasses.replace(reference, customers=reference.customers.head(20))
    assert "it takes 50" in measured(few, now)["predictions"]["reason"]["en"]


def test_a_long_time_and_many_new_customers_call_for_a_full_build(builds):
    _, then, now = builds
    reference = reference_for(then)
    found = measured(dataclasses.replace(reference, all_customers=100), now)
    english = rebuild_line(found, "en")
    assert "the last one was 40 days ago" in english
    assert "more customers than then" in english
    assert rebuild_line(found, "zh").startswith("建议完整重建")


def test_a_shift_of_the_inputs_is_named(builds):
    _, then, _ = builds
    reference = reference_for(then)
    customers = reference.customers.assign(recency_days=lambda frame: frame["recency_days"] * 3 + 50)
    found = measure_drift(
        reference, customers, then.transactions(), as_of_day=reference.as_of_day, manifest=then.manifest
    )
    moved = [each for each in found["features"] if each["status"] != "stable"]
    assert [each["feature"] for each in moved] == ["recency_days"]
    assert moved[0]["status"] == "shifted"
    assert "days since last purchase" in summary(found, "en")
    assert moved[0]["label"]["zh"] in summary(found, "zh")


def test_a_full_build_is_compared_with_the_one_before_it(builds):
    workspace, then, now = builds
    found = drift_of(workspace)
    assert found is not None
    assert found["reference"]["build"] == then.id
    assert found["now"]["as_of"] == now.manifest.as_of.isoformat()
    assert found == measured(reference_for(then), now)


def test_the_first_build_has_nothing_to_be_compared_with(builds, tmp_path):
    _, then, _ = builds
    alone = Workspace(tmp_path)
    with alone.draft(then.id) as draft:
        for path in then.path.iterdir():
            path_to = draft / path.name
            if path.is_dir():
                path_to.mkdir()
                for inner in path.iterdir():
                    (path_to / inner.name).write_bytes(inner.read_bytes())
            else:
                path_to.write_bytes(path.read_bytes())
        alone.promote(draft)
    assert drift_of(alone) is None


def test_what_is_compared_with_is_kept_whole(builds, tmp_path):
    _, then, _ = builds
    reference = reference_for(then)
    write_reference(reference, tmp_path / "reference")
    again = reference_for(_BuildAt(tmp_path))
    assert (again.build_id, again.as_of_day) == (then.id, reference.as_of_day)
    assert again.all_customers == len(then.customers())
    pd.testing.assert_frame_equal(again.customers, reference.customers)
    features = reference.customers[list(reference.model().features)].to_numpy(dtype=np.float64)
    assert reference.model().about["model"] == "network"
    one, two = (each.model().predict(features, horizon_days=30).value for each in (reference, again))
    assert one.tolist() == two.tolist()


@dataclasses.dataclass(frozen=True)
class _BuildAt:
    """As much of a build as `reference_for` asks for."""

    path: object

    @property
    def reference_path(self):
        return self.path / "reference"
