"""Does the parser of editors/tree-sitter read specs as the compiler does? See tests/editors/tree_sitter."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tree_sitter_trees import Node, Reader, as_expression, misplaced, read_trees, uncovered

ROOT = Path(__file__).resolve().parent.parent.parent
GRAMMAR = ROOT / "editors/tree-sitter"
PROGRAM = os.environ.get("BOXWRIGHT") or str(ROOT / "build/release/boxwright")
SEED = int(os.environ.get("BOXWRIGHT_SEED", "20240611"))
FUZZ_SECONDS = int(os.environ.get("BOXWRIGHT_FUZZ_SECONDS", "5"))
CHANGED_SPECS = 600

# What is no matter of shape, so that a tree without an error may have it: the encoding (E0001 to E0003), an option that stands
# twice (E0123), a text's indentation (E0134), how deep blocks nest (E0138), and notes on how much was said.
NOT_SHAPE = {"E0001", "E0002", "E0003", "E0123", "E0134", "E0138", "E0139", "E0140"}

SIGNS = ["{", "}", "(", ")", "[", "]", ";", ":", ": ", " -> ", "->", '"', '""', '"""', "'", "$", "$$", "${a}", "${a:b}", "$${x}", "=", "='b'",
         "=[b, c]", ",", "#", " # c", "\\", "\\\n", "\\ \n", "\n", "\r\n", " ", "\t", "a", "-", "é", "{ ", " }", " {\n", "\n}\n", " { a }", '"x"',
         ': a \\\n  b\n', ' """\n  x\n  """\n', "(b=c)", "(b)", "\\n", "\\u{e9}", "; ", "} else {", "[]", "[b\n c]", "=", " =", "''"]


def run(command: list[str], **more: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", **more)


class Report:
    def __init__(self) -> None:
        self.wrong = 0

    def fail(self, text: str) -> None:
        self.wrong += 1
        if self.wrong <= 20:
            print(f"FAIL {text}")

    def part(self, text: str) -> None:
        print(f"tree_sitter: {text}", flush=True)


def build_driver(work: Path) -> Path:
    driver = work / "driver"
    sources = [ROOT / "tests/editors/tree_sitter_driver.c", GRAMMAR / "src/parser.c", GRAMMAR / "src/scanner.c"]
    done = run([os.environ.get("CC") or "cc", "-std=c11", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all", f"-I{GRAMMAR / 'src'}", *map(str, sources), "-o", str(driver), "-ltree-sitter"])
    if done.returncode != 0:
        raise SystemExit(f"FAIL the parser does not build:\n{done.stderr[-3000:]}")
    return driver


def trees_of(driver: Path, paths: list[Path]) -> dict[str, Node]:
    done = run([str(driver), "trees", *map(str, paths)])
    if done.returncode != 0:
        raise SystemExit(f"FAIL the driver ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return read_trees(done.stdout)


def compiled(path: Path) -> tuple[Any, set[str]]:
    """What the compiler reads, and the codes of what it refuses."""
    done = run([PROGRAM, "parse", "--message-format=json", str(path)])
    if done.returncode not in (0, 1):
        print(f"{PROGRAM} parse {path}: status {done.returncode}: {done.stderr[-1000:]}")
        sys.exit(2)
    codes = {json.loads(line)["code"] for line in done.stderr.splitlines() if line.startswith("{")}
    return (None if codes else json.loads(done.stdout)), codes


def first_difference(ours: Any, theirs: Any, path: str = "") -> str:
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return next((found for key in ours if (found := first_difference(ours[key], theirs[key], f"{path}/{key}"))), "")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs))
        return next((found for i, (a, b) in pairs if (found := first_difference(a, b, f"{path}/{i}"))), "")
    return "" if ours == theirs else f"at {path or '/'} the compiler reads {str(ours)[:200]!r}, the parser {str(theirs)[:200]!r}"


def compare(path: Path, tree: Node, theirs: tuple[Any, set[str]]) -> str:
    """What is wrong with the tree of a file, or nothing."""
    source = path.read_bytes()
    expected, codes = theirs
    if codes:
        return "" if tree.error or codes <= NOT_SHAPE else f"no ERROR and no MISSING, where the compiler says {' '.join(sorted(codes))}"
    if tree.error:
        bad = [node for node in tree.all() if node.kind == "ERROR" or node.missing]
        return f"{bad[0].kind if bad else 'an error'} at byte {bad[0].begin if bad else 0}, where the compiler reads on"
    if lost := uncovered(tree, source):
        return f"in no node: {lost[:60]!r}"
    return misplaced(tree, source) or first_difference(expected, Reader(source).rows(tree))


def check_files(report: Report, driver: Path, paths: list[Path], what: str, name_of: Any) -> None:
    trees = trees_of(driver, paths)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(compiled, paths))
    for path, answer in zip(paths, answers):
        if wrong := compare(path, trees[str(path)], answer):
            report.fail(f"{name_of(path)}: {wrong}")
    nodes = sum(1 for tree in trees.values() for _ in tree.all())
    good = sum(1 for _, codes in answers if not codes)
    report.part(f"{len(paths)} {what} ({good} without errors), {nodes} nodes")


def changed(chance: random.Random, texts: list[bytes]) -> bytes:
    """A spec or some lines of one, with a few changes. Most changes are an error, so few are made."""
    text = chance.choice(texts)
    if len(text) > 2000 or chance.random() < 0.3:
        lines = text.split(b"\n")
        begin = chance.randrange(len(lines))
        text = b"\n".join(lines[begin:begin + chance.randrange(1, 12)])
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        at = chance.randrange(len(text) + 1)
        cut = chance.choice([0, 0, 0, 1, 1, 4])
        text = text[:at] + chance.choice(SIGNS).encode() + text[at + cut:]
    return text


def check_changed(report: Report, driver: Path, work: Path, specs: list[Path]) -> None:
    chance = random.Random(SEED)
    texts = [path.read_bytes() for path in specs]
    folder = work / "changed"
    folder.mkdir()
    paths = [folder / f"{number}.box" for number in range(CHANGED_SPECS)]
    for path in paths:
        path.write_bytes(changed(chance, texts))
    check_files(report, driver, paths, f"changed specs, BOXWRIGHT_SEED={SEED}", lambda path: f"{path.read_bytes()!r}")


def check_corpus(report: Report, driver: Path, work: Path) -> None:
    """The corpus without the generator: names, marks, texts and trees as tree-sitter's own tests read them. The compiler reads
    the texts, too, so that no tree can be wrong and expected."""
    form = r"(?ms)^={3,}\n([^\n]*)\n((?::\w+\n)*)={3,}\n(.*?)\n---\n(.*?)(?=^={3,}$|\Z)"
    cases = [(f"{path.stem}: {found[0]}", *found[1:]) for path in sorted((GRAMMAR / "test/corpus").glob("*.txt"))
             for found in re.findall(form, path.read_text(encoding="utf-8"))]
    folder = work / "corpus"
    folder.mkdir()
    paths = [folder / f"{number}.box" for number in range(len(cases))]
    for path, (_, _, text, _) in zip(paths, cases):
        path.write_text(text, encoding="utf-8")
    names = {path: name for path, (name, *_) in zip(paths, cases)}
    check_files(report, driver, paths, "cases of the corpus", lambda path: f"corpus: {names[path]}")
    trees = trees_of(driver, paths)
    for path, (name, marks, _, expected) in zip(paths, cases):
        tree = trees[str(path)]
        if tree.error != (":error" in marks):
            report.fail(f"corpus: {name}: there is {'an' if tree.error else 'no'} error")
        elif not tree.error and as_expression(tree) != re.sub(r"\s+(?=\))", "", " ".join(expected.split())):
            report.fail(f"corpus: {name}: the tree is {as_expression(tree)}")
    if not cases:
        report.fail("corpus: there are no cases")


def check_generated(report: Report, work: Path) -> None:
    """With the generator: what is checked in is what it makes, and its own run of the corpus and of the highlights passes."""
    generator = os.environ.get("TREE_SITTER") or shutil.which("tree-sitter")
    if generator is None:
        report.part("tree-sitter (the CLI) is not installed: the generated files are not made again, the highlights not tested")
        return
    copy = work / "grammar"
    shutil.copytree(GRAMMAR, copy)
    environment = {**os.environ, "XDG_CACHE_HOME": str(work / "cache"), "XDG_CONFIG_HOME": str(work / "config")}
    done = run([generator, "generate", "--abi", "14"], cwd=copy, env=environment)
    if done.returncode != 0:
        report.fail(f"{generator} generate: {done.stderr[-2000:]}")
        return
    for name in ("parser.c", "grammar.json", "node-types.json"):
        if (copy / "src" / name).read_bytes() != (GRAMMAR / "src" / name).read_bytes():
            report.fail(f"src/{name} is not what `tree-sitter generate --abi 14` makes of grammar.js")
    done = run([generator, "test"], cwd=copy, env=environment)
    if done.returncode != 0:
        report.fail(f"{generator} test: {(done.stdout + done.stderr)[-3000:]}")
    check_injections(report, generator, copy, environment)
    report.part("made again and tested by the CLI")


def check_hostile(report: Report, driver: Path, work: Path) -> None:
    """Texts that ask for the same thing again and again are read once: the driver gives up after 10 seconds."""
    folder = work / "hostile"
    folder.mkdir()
    parts = ['a """\n', "a {\n", " {", "}", '"', 'a "x\n', "a(\n", "a [b\n", "a: \\ \\\n", "$${", "a:", ": ", ",", "\\ ", "a ->-> {x"]
    paths = [folder / f"{number}.box" for number in range(len(parts))]
    for path, part in zip(paths, parts):
        path.write_text(part * 10000, encoding="utf-8")
    trees_of(driver, paths)
    report.part(f"{len(parts)} hostile texts")


def check_injections(report: Report, generator: str, grammar: Path, environment: dict[str, str]) -> None:
    """What is injected where, against the comments of a spec."""
    spec, query = ROOT / "tests/editors/injections.box", grammar / "queries/injections.scm"
    languages = re.findall(r'\(#set! injection.language "(\w+)"\)', query.read_text(encoding="utf-8"))
    shown = run([generator, "query", str(query), str(spec)], cwd=grammar, env=environment).stdout
    injected = {}
    for pattern, captures in re.findall(r"pattern: +(\d+)\n((?: +capture: .*\n)+)", shown):
        row = re.search(r"injection\.content, start: \((\d+),", captures)
        injected[int(row[1]) if row else -1] = languages[int(pattern)]
    lines = spec.read_text(encoding="utf-8").splitlines()
    begins = [number for number, line in enumerate(lines) if "# language: " in line] + [len(lines)]
    for begin, end in zip(begins, begins[1:]):
        wanted = lines[begin].split("# language: ")[1]
        found = [injected[number] for number in range(begin, end) if number in injected] or ["none"]
        if found != [wanted]:
            report.fail(f"injections: {lines[begin + 1].strip()}: {' '.join(found)} and not {wanted}")


def check_queries(report: Report, driver: Path) -> None:
    queries = sorted((GRAMMAR / "queries").glob("*.scm"))
    done = run([str(driver), "queries", *map(str, queries)])
    if done.returncode != 0:
        report.fail(f"queries: {done.stderr}")
    if not queries:
        report.fail("queries: there are none")
    report.part(f"{len(queries)} queries compile")


def fuzz(report: Report, driver: Path, specs: list[Path]) -> None:
    done = run([str(driver), "fuzz", str(FUZZ_SECONDS), str(SEED), *map(str, specs)])
    if done.returncode != 0:
        report.fail(f"fuzz: status {done.returncode}, BOXWRIGHT_SEED={SEED}: {done.stderr[-4000:]}")
        return
    inputs, whole = done.stdout.split()
    report.part(f"{inputs} texts fuzzed in {FUZZ_SECONDS} seconds, {whole} of them without errors")


def main() -> int:
    work = Path(sys.argv[1])
    if not os.access(PROGRAM, os.X_OK):
        print(f"tree_sitter: no compiler at {PROGRAM}; BOXWRIGHT names another")
        return 2
    specs = sorted(path for path in ROOT.rglob("*.box") if path.relative_to(ROOT).parts[0] != "build" and path.is_file())
    report = Report()
    driver = build_driver(work)
    check_files(report, driver, specs, "specs", lambda path: path.relative_to(ROOT))
    check_changed(report, driver, work, specs)
    check_corpus(report, driver, work)
    check_queries(report, driver)
    check_hostile(report, driver, work)
    check_generated(report, work)
    fuzz(report, driver, specs)
    report.part(f"{report.wrong} wrong" if report.wrong else "all is well")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
