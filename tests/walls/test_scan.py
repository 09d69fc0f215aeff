"""No text that a model writes is ever run: proved from the source of the tools and of all that they import of ours."""

import ast
from pathlib import Path

import pytest

from tests.walls.scan import OURS, findings, scan
from tests.walls.scan_samples import bad_samples, good_samples

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def scanned():
    return scan(ROOT)


def test_nothing_that_runs_text_is_reachable_from_the_tools(scanned):
    found, _ = scanned
    assert [f"{f.module}:{f.line} {f.what}" for f in found] == []


def test_every_tool_and_what_it_rests_on_was_read(scanned):
    _, modules = scanned
    assert {path.stem for path in (ROOT / "tools").glob("[a-z]*.py")} <= {m.rpartition(".")[2] for m in modules}
    assert {"data.queries", "data.query_filters", "data.spec", "config.settings", "models.value_model"} <= modules
    assert {module.split(".")[0] for module in modules} <= set(OURS)
    # The layers hold: nothing of the agent, the pages or the pipeline is reached from a tool.
    assert not any(module.startswith(("agent", "ui", "pipeline")) for module in modules)


@pytest.mark.parametrize(("source", "word"), list(bad_samples()))
def test_what_runs_text_is_found(source, word):
    assert any(word in finding.what for finding in findings("sample", ast.parse(source)))


@pytest.mark.parametrize("source", list(good_samples()))
def test_what_only_looks_like_it_is_left_alone(source):
    assert findings("sample", ast.parse(source)) == []


def test_what_is_imported_in_a_function_of_another_module_is_reached(tmp_path):
    for name, source in {
        "tools/a.py": "def f():\n    from data import b\n    return b.g",
        "data/__init__.py": "",
        "data/b.py": "from config.c import run\n\ndef g(x):\n    return run(x)",
        "config/c.py": "import os\n\ndef run(x):\n    return os.system(x)",
        "ui/d.py": "eval('1')",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    found, modules = scan(tmp_path)
    assert [(f.module, f.what) for f in found] == [("config.c", "calls os.system")]
    assert "ui.d" not in modules
