"""Runs the checks of language_server_checks.py by pytest-lsp, in an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracles/judging"))
import tools  # noqa: E402
from verdict import ended  # noqa: E402

PYTEST_LSP = "pytest-lsp==1.0.1"


def check() -> int:
    program = Path(os.environ.get("BOXWRIGHT") or str(HERE.parent.parent / "build/release/boxwright"))
    if not program.is_file():
        print(f"language-server: broken: there is no {program}", file=sys.stderr)
        return 2
    python = tools.from_pypi(PYTEST_LSP, program="bin/python")
    settings = ["-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function", "-p", "no:cacheprovider"]
    done = subprocess.run([python, "-m", "pytest", "-q", *settings, str(HERE / "language_server_checks.py"), *sys.argv[1:]],
                          env={**os.environ, "BOXWRIGHT": str(program), "PYTHONDONTWRITEBYTECODE": "1"})
    return 0 if done.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(ended("language-server", check))
