import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("instruction_benchmark", ["none.csv:said"]),
        ("review_benchmark", ["--reviews-zh", "none.csv"]),
    ],
)
def test_a_file_that_is_not_there_ends_in_one_line_and_code_2(module, arguments, tmp_path):
    command = [sys.executable, "-m", f"pipeline.{module}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = [line for line in done.stderr.splitlines() if line.startswith(module)]
    assert "should be" in line
    assert "Traceback" not in done.stderr
