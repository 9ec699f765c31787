"""How a test run is counted: nothing that did not pass may look as if it had."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run import ROOT, Result, all_groups, main, read_arguments, read_report, summary

CASE = '<testcase classname="tests.web" name="{name}">{inside}</testcase>'


def report(tmp_path: Path, *cases: tuple[str, str]) -> Path:
    path = tmp_path / "report.xml"
    inside = "".join(CASE.format(name=name, inside=inside) for name, inside in cases)
    path.write_text(f"<testsuites><testsuite>{inside}</testsuite></testsuites>")
    return path


def counts(result: Result) -> tuple[int, int]:
    return result.passed, result.failed


def test_passed_and_failed_are_counted(tmp_path: Path) -> None:
    path = report(tmp_path, ("a", ""), ("b", "<failure/>"), ("c", ""))
    assert counts(read_report("web", path, 1, 0.0)) == (2, 1)


def test_skip_counts_as_failed_and_is_named(tmp_path: Path) -> None:
    result = read_report("web", report(tmp_path, ("a", ""), ("b", "<skipped/>")), 0, 0.0)
    assert counts(result) == (1, 1)
    assert result.note == "1 skipped, which counts as failed"


def test_test_whose_end_fails_too_is_one_failed_test(tmp_path: Path) -> None:
    path = report(tmp_path, ("a", "<failure/>"), ("a", "<error/>"), ("b", ""), ("b", "<error/>"))
    assert counts(read_report("web", path, 1, 0.0)) == (0, 2)


def test_run_without_tests_is_a_failure(tmp_path: Path) -> None:
    assert counts(read_report("web", report(tmp_path), 5, 0.0)) == (0, 1)


def test_run_without_a_report_is_a_failure(tmp_path: Path) -> None:
    assert counts(read_report("web", tmp_path / "none.xml", -9, 0.0)) == (0, 1)


def test_unexplained_status_is_a_failure(tmp_path: Path) -> None:
    assert counts(read_report("web", report(tmp_path, ("a", "")), 3, 0.0)) == (1, 1)


def test_last_line_is_the_sum() -> None:
    text = summary([Result("style", 1, 0), Result("web on sqlite", 40, 2, 3.0, "2 skipped")])
    assert text.splitlines()[-1] == "41 passed, 2 failed"
    assert "(2 skipped)" in text


def test_every_folder_with_tests_is_in_a_group() -> None:
    folders = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")}
    assert folders <= {group.name for group in all_groups()}


def test_quick_run_leaves_out_what_is_slow() -> None:
    read = read_arguments(["--quick"])
    assert read.database == "sqlite"
    assert set(read.names) == {"style", "types", "contracts", "unit", "architecture", "web"}


def test_whole_run_is_everything() -> None:
    names = set(read_arguments([]).names)
    assert {"style", "types", "contracts", *(group.name for group in all_groups())} == names


def test_unknown_group_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["wep"])
    assert stop.value.code == 2
    assert "there is no group wep" in capsys.readouterr().err
