"""An update: what is new is added and predicted, what is known stays, and the build before stays in use until then."""

import datetime as dt
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config.errors import InputError, WorkspaceError
from config.settings import Settings
from data.builds import Build
from data.features import FEATURES
from data.review_passages import passages, with_text
from data.reviews import ReviewCollection
from data.workspace import Workspace
from pipeline import cli
from pipeline.build import BuildRequest, build_shop
from pipeline.training_options import TrainingOptions
from pipeline.update import UpdateRequest, update_shop
from tests.hashing_embedder import HashingEmbedder
from tests.pipeline.small_shop import FIRST_DAY, small_shop

ROOT = Path(__file__).resolve().parents[2]
DAYS, HORIZON = 240, 60
COUNTRIES = ("France", "Spain", "Italy")


def orders() -> pd.DataFrame:
    """Lines of 170 customers, as a file has them; a few are cancelled some days later."""
    lines = small_shop(170, DAYS, seed=11, mean_gap_days=20.0)
    country = [COUNTRIES[int(who[1:]) % 3] for who in lines["customer_id"]]
    sold = pd.DataFrame(
        {
            "order_id": lines["order_id"],
            "customer_id": lines["customer_id"],
            "day": lines["day"],
            "amount": lines["amount_minor"] / 100,
            "country": country,
        }
    )
    undone = sold.iloc[::40].assign(day=lambda part: part["day"] + 5, amount=lambda part: -part["amount"])
    both = pd.concat([sold, undone[undone["day"] < FIRST_DAY + DAYS]])
    return both.sort_values("day", kind="stable", ignore_index=True)


def write(folder: Path, name: str, lines: pd.DataFrame) -> Path:
    path = folder / name
    date = pd.to_datetime(lines["day"], unit="D").dt.date
    lines.drop(columns="day").assign(date=date).to_csv(path, index=False)
    return path


def reviews(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(["review_id,date,rating,text,customer_id", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    lines = orders()
    cut = FIRST_DAY + DAYS - 3
    return {
        "all": write(folder, "all.csv", lines),
        "old": write(folder, "old.csv", lines[lines["day"] < cut]),
        "new": write(folder, "new.csv", lines[lines["day"] >= cut]),
        "reviews": reviews(
            folder / "reviews.csv", ["r1,2011-02-01,5,The lamp is lovely,C00001", "r2,2011-02-02,1,It broke,C00002"]
        ),
        "people": folder / "people.csv",
    }


@pytest.fixture(scope="module")
def base(files, tmp_path_factory) -> Path:
    """A workspace with a full build that lacks the last three days."""
    workspace = tmp_path_factory.mktemp("base")
    files["people"].write_text("customer_id,name,city\nC00001,Ann,Rome\nC00002,Bob,Bonn\n", encoding="utf-8")
    request = BuildRequest(
        str(files["old"]),
        reviews=files["reviews"],
        customers=files["people"],
        horizon_days=HORIZON,
        currency="EUR",
        options=TrainingOptions(select=False),
    )
    build_shop(request, Settings(workspace=workspace), quiet=True, embedder=HashingEmbedder())
    return workspace


@pytest.fixture(scope="module")
def whole(files, tmp_path_factory) -> Build:
    """A full build of everything."""
    workspace = tmp_path_factory.mktemp("whole")
    request = BuildRequest(
        str(files["all"]), horizon_days=HORIZON, currency="EUR", options=TrainingOptions(select=False)
    )
    return build_shop(request, Settings(workspace=workspace), quiet=True)


@pytest.fixture
def settings(base, tmp_path) -> Settings:
    """The workspace, one's own."""
    shutil.copytree(base, tmp_path / "shop")
    return Settings(workspace=tmp_path / "shop")


def fingerprint(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_tables_are_those_of_a_full_build(files, settings, whole):
    made = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True).build
    pd.testing.assert_frame_equal(made.transactions(), whole.transactions())
    pd.testing.assert_frame_equal(made.undone(), whole.undone())
    mine, theirs = made.customers(), whole.customers()
    exact = ["customer_id", "country", *(feature.key for feature in FEATURES if feature.key in theirs)]
    pd.testing.assert_frame_equal(mine[exact], theirs[exact])
    for name in ("bgnbd_p_alive", "bgnbd_orders", "gg_order_value_minor"):
        assert mine[name].to_numpy() == pytest.approx(theirs[name].to_numpy(), rel=1e-3)


def test_predictions_are_near_those_of_a_full_build(files, settings, whole):
    made = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True).build
    mine, theirs = made.customers(), whole.customers()
    a, b = mine["predicted_value_minor"], theirs["predicted_value_minor"]
    assert a.sum() == pytest.approx(b.sum(), rel=0.1)
    assert a.corr(b, method="spearman") > 0.95
    assert (mine["predicted_lo_minor"] <= a).all()
    assert (a <= mine["predicted_hi_minor"]).all()


def test_the_build_before_is_untouched_and_the_new_one_says_where_it_comes_from(files, settings):
    before = Workspace(settings.workspace).current()
    bytes_before = {name: data for name, data in fingerprint(before.path).items() if not name.startswith("chroma")}
    done = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True)
    manifest = done.build.manifest
    after = {name: data for name, data in fingerprint(before.path).items() if not name.startswith("chroma")}
    assert after == bytes_before
    assert Workspace(settings.workspace).current().id == done.build.id != before.id
    assert manifest.updated_from == before.id
    assert [file.name for file in manifest.inputs] == ["old.csv", "reviews.csv", "people.csv", "new.csv"]
    assert manifest.full_build == {
        "build": before.id,
        "as_of": before.manifest.as_of.isoformat(),
        "customers": before.manifest.rows["customers"],
    }
    assert manifest.rows["transactions"] == len(done.build.transactions())
    evaluation = done.build.evaluation()
    assert evaluation["evaluated"] == {"build": before.id, "as_of": before.manifest.as_of.isoformat()}
    assert evaluation["models"] == before.evaluation()["models"]
    assert evaluation["training"]["updated_from"] == before.id


def test_the_same_file_again_changes_nothing(files, settings):
    once = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True)
    twice = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True)
    assert once.changed
    assert not twice.changed
    assert twice.build.id == once.build.id
    assert len(Workspace(settings.workspace).builds()) == 2
    assert twice.lines("en")[0].startswith("Nothing new: ")
    assert twice.lines("zh")[0].startswith("没有新内容：")


def test_the_file_of_everything_adds_what_is_new_in_it(files, settings, whole):
    made = update_shop(UpdateRequest(str(files["all"])), settings, quiet=True)
    pd.testing.assert_frame_equal(made.build.transactions(), whole.transactions())
    assert made.additions.lines_known > 1000


def test_an_update_of_an_update_still_knows_the_full_build(files, settings, tmp_path):
    first = Workspace(settings.workspace).current()
    one = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True).build
    shutil.rmtree(first.path)  # nothing of it is needed any more
    later = one.manifest.as_of + dt.timedelta(days=20)
    line = tmp_path / "later.csv"
    line.write_text(f"order_id,customer_id,date,amount,country\nz1,C00001,{later},12.50,France\n", encoding="utf-8")
    two = update_shop(UpdateRequest(str(line)), settings, quiet=True)
    manifest = two.build.manifest
    assert manifest.updated_from == one.id
    assert manifest.full_build["build"] == first.id
    assert two.drift is not None
    assert two.drift["reference"]["build"] == first.id
    assert two.drift["days"] == 23
    assert two.drift["rebuild"]["due"]
    assert "more than a quarter" in two.lines("en")[1]


def test_only_new_and_changed_reviews_are_embedded(files, settings, tmp_path):
    embedder = HashingEmbedder()
    rows = ["r1,2011-02-01,5,The lamp is lovely,C00001", "r2,2011-02-02,2,It broke twice,C00002"]
    said = reviews(tmp_path / "more.csv", [*rows, "r3,2011-02-03,4,Fast delivery,C00003"])
    request = UpdateRequest(str(files["new"]), reviews=said)
    made = update_shop(request, settings, quiet=True, embedder=embedder).build
    assert embedder.embedded == ["It broke twice", "Fast delivery"]
    stored = made.reviews()
    assert stored is not None
    identity = {"id": embedder.id, "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    with ReviewCollection.open(made.chroma_path, expected_embedder=identity) as collection:
        parts = passages(with_text(stored))
        assert len(collection) == len(parts) == 3
        for query, review_id in (("it broke", "r2"), ("lovely lamp", "r1")):
            wanted = embedder.embed_queries([query])[0]
            assert (
                collection.search(query, wanted, among=collection.places(stored["review_id"]), limit=1)[0].review_id
                == review_id
            )
    assert made.manifest.rows["reviews"] == 3
    assert "text_sentiment" not in made.customers()  # texts are features only where the build was asked for them


def test_reviews_of_another_embedder_are_refused(files, settings, tmp_path):
    before = Workspace(settings.workspace).current().id
    said = reviews(tmp_path / "more.csv", ["r9,2011-02-03,4,Fast delivery,C00003"])
    request = UpdateRequest(str(files["new"]), reviews=said)
    with pytest.raises(WorkspaceError, match="build again"):
        update_shop(request, settings, quiet=True, embedder=HashingEmbedder(name="another"))
    assert Workspace(settings.workspace).current().id == before
    assert not list((settings.workspace / "builds").glob(".draft-*"))


def test_newer_attributes_win_and_older_ones_stay(files, settings, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("customer_id,city\nC00001,Oslo\n", encoding="utf-8")
    made = update_shop(UpdateRequest(str(files["new"]), customers=people), settings, quiet=True).build
    table = made.customers().set_index("customer_id")
    assert table.loc[["C00001", "C00002"], "attr_city"].tolist() == ["Oslo", "Bonn"]
    assert table.loc[["C00001", "C00002"], "name"].tolist() == ["Ann", "Bob"]
    assert made.manifest.reading["attributes"] == ["name", "attr_city"]


def test_without_a_build_there_is_nothing_to_update(files, tmp_path):
    with pytest.raises(WorkspaceError, match="make one with `kezhi build"):
        update_shop(UpdateRequest(str(files["new"])), Settings(workspace=tmp_path / "empty"), quiet=True)
    assert not (tmp_path / "empty").exists()


def test_another_currency_is_refused_and_nothing_changes(settings, tmp_path):
    before = fingerprint(settings.workspace)
    line = tmp_path / "dollars.csv"
    line.write_text("order_id,customer_id,date,amount,currency\nz1,C00001,2011-12-01,12.50,USD\n", encoding="utf-8")
    with pytest.raises(InputError, match="USD"):
        update_shop(UpdateRequest(str(line)), settings, quiet=True)
    assert fingerprint(settings.workspace) == before


def test_what_fails_on_the_way_leaves_the_build_before_in_use(files, settings, tmp_path):
    class Broken(HashingEmbedder):
        def embed_passages(self, texts, *, progress=None):
            raise OSError("the disk is full")

    before = Workspace(settings.workspace).current().id
    said = reviews(tmp_path / "more.csv", ["r9,2011-02-03,4,Fast delivery,C00003"])
    with pytest.raises(OSError, match="full"):
        update_shop(UpdateRequest(str(files["new"]), reviews=said), settings, quiet=True, embedder=Broken())
    assert [build.id for build in Workspace(settings.workspace).builds()] == [before]
    assert not list((settings.workspace / "builds").glob(".draft-*"))


def test_the_command_prints_one_json_document(files, settings, monkeypatch, capsys):
    place = ["--workspace", str(settings.workspace)]
    monkeypatch.setattr(sys, "argv", ["kezhi", "update", str(files["new"]), *place, "--json", "--quiet"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    said = json.loads(capsys.readouterr().out)
    assert said["changed"]
    assert said["added"]["lines_new"] > 0
    assert said["rebuild"] == {"due": False, "reasons": []}
    monkeypatch.setattr(sys, "argv", ["kezhi", "drift", *place, "--json"])
    with pytest.raises(SystemExit):
        cli.main()
    assert json.loads(capsys.readouterr().out)["available"]


def test_a_linear_formula_is_fitted_again_and_keeps_its_bands(files, tmp_path):
    settings = Settings(workspace=tmp_path)
    request = BuildRequest(str(files["old"]), horizon_days=HORIZON, options=TrainingOptions(network="linear"))
    before = build_shop(request, settings, quiet=True)
    made = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True).build
    then, now = (json.loads((build.network_path / "network.json").read_text()) for build in (before, made))
    assert now["bands"] == then["bands"]
    assert now["about"]["updated_from"] == before.id
    assert np.isfinite(made.customers()["predicted_value_minor"]).all()


@pytest.mark.slow
def test_an_update_killed_at_any_moment_leaves_the_build_before_in_use(files, settings):
    first = Workspace(settings.workspace).current()
    command = [sys.executable, "-m", "pipeline.cli", "update", str(files["new"]), "--quiet"]
    killed = 0
    for attempt in range(5):
        process = subprocess.Popen(
            [*command, "--workspace", str(settings.workspace)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and not list((settings.workspace / "builds").glob(".draft-*")):
            time.sleep(0.005)
        time.sleep(0.6 * attempt)
        killed += process.poll() is None
        process.kill()
        process.wait()
        in_use = Workspace(settings.workspace).current()
        if in_use.id != first.id:  # it came to its end, or was killed after it: then the new build is in use, whole
            assert len(in_use.transactions()) > len(first.transactions())
            assert len(in_use.customers()) == in_use.manifest.rows["customers"]
            break
    assert killed >= 1
    second = update_shop(UpdateRequest(str(files["all"])), settings, quiet=True)
    assert len(second.build.transactions()) > len(first.transactions())
    assert not list((settings.workspace / "builds").glob(".draft-*"))


def about(build: Build) -> dict:
    return json.loads((build.network_path / "network.json").read_text(encoding="utf-8"))["about"]


def test_under_a_week_the_weights_stay_and_the_level_follows(files, settings):
    before = Workspace(settings.workspace).current()
    made = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True).build
    assert about(before)["model"] == "network"
    then, now = (build.network_path / "weights.safetensors" for build in (before, made))
    assert now.read_bytes() == then.read_bytes()
    assert about(made)["fitted_until"] == before.manifest.as_of.isoformat()
    assert about(made)["known_until"] == made.manifest.as_of.isoformat()
    said = made.customers()
    # At the level of the classical model of the new day, season included: see pipeline.training.train_network.
    classical = (said["bgnbd_orders"] * said["gg_order_value_minor"]).sum()
    assert said["predicted_value_minor"].sum() == pytest.approx(
        classical * np.exp(about(made).get("season", 0.0)), rel=0.02
    )


def test_once_a_week_of_days_has_come_the_network_is_fitted_further(files, settings, tmp_path):
    first = update_shop(UpdateRequest(str(files["new"])), settings, quiet=True).build
    later = first.manifest.as_of + dt.timedelta(days=5)
    line = tmp_path / "later.csv"
    line.write_text(f"order_id,customer_id,date,amount,country\nz1,C00001,{later},12.50,France\n", encoding="utf-8")
    # Three and five days: no update brought a week by itself.
    made = update_shop(UpdateRequest(str(line)), settings, quiet=True).build
    assert about(first)["fitted_until"] < about(made)["fitted_until"] == later.isoformat()
    assert about(made)["calibration"] == about(first)["calibration"]


def test_real_orders_do_not_go_into_a_simulated_shop(files, settings):
    path = Workspace(settings.workspace).current().path / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"simulated": false', '"simulated": true'), "utf-8")
    with pytest.raises(InputError, match="simulated shop"):
        update_shop(UpdateRequest(str(files["new"])), settings, quiet=True)
    assert len(Workspace(settings.workspace).builds()) == 1


def test_reviews_and_records_are_added_without_any_order(settings, tmp_path):
    before = Workspace(settings.workspace).current()
    request = UpdateRequest(None, reviews=reviews(tmp_path / "more.csv", ["r3,2011-03-01,4,Works well,C00003"]))
    done = update_shop(request, settings, quiet=True, embedder=HashingEmbedder())
    assert done.additions.text().en == "no orders read, 1 new reviews"
    pd.testing.assert_frame_equal(done.build.transactions(), before.transactions())
    assert done.build.quality().table("transactions") == before.quality().table("transactions")
    assert sorted(done.build.reviews()["review_id"]) == ["r1", "r2", "r3"]
    people = tmp_path / "people2.csv"
    people.write_text("customer_id,name,city\nC00001,Ann,Oslo\n", encoding="utf-8")
    again = update_shop(UpdateRequest(None, customers=people), settings, quiet=True)
    assert again.build.customers().set_index("customer_id").loc["C00001", "attr_city"] == "Oslo"
    assert [file.name for file in again.build.manifest.inputs][-2:] == ["more.csv", "people2.csv"]


def test_an_update_of_nothing_says_what_may_be_given(settings, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["kezhi", "update", "--workspace", str(settings.workspace)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "nothing to add: give a file with orders, --reviews, --customers or --events" in capsys.readouterr().err
