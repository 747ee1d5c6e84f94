#!/usr/bin/env python3
"""The edits after which an image is built again.

    touches.py --list                        the touches' names
    touches.py EXAMPLE TOUCH FOLDER NUMBER   makes one in the copy of an example: in its files and its spec, or its twin's
                                             Dockerfile. NUMBER is new for each run, so that no cache knows the edit
    touches.py EXAMPLE code-first FOLDER 0   puts the spec's rows that copy code before all others
    touches.py --withdraw                    takes back what the touches published on the tests' server

Weights, data and sources that an example downloads move the way they do in life: a new file or commit is published at
the tests' server ($BOXWRIGHT_BENCH_PAYLOAD), and what names it follows. $BOXWRIGHT_BENCH_PUBLISHED lists what came there.
"""

import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

TOUCHES = ("nothing", "source", "requirements", "weight", "label", "launch")
BRANCH = "refs/heads/touched"
# Small packages without dependencies of their own: each number chooses other ones.
SMALL_PACKAGES = ("hello", "tree", "pv", "sl", "ed", "time", "bc", "xxd", "figlet", "dos2unix")


def payload():
    return pathlib.Path(os.environ["BOXWRIGHT_BENCH_PAYLOAD"])


def note(kind, path):
    with open(os.environ["BOXWRIGHT_BENCH_PUBLISHED"], "a", encoding="utf-8") as file:
        file.write(f"{kind} {path}\n")


def git(repository, *words, stdin=None):
    command = ["git", "-C", str(repository), *words]
    return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()


def withdraw():
    published = pathlib.Path(os.environ["BOXWRIGHT_BENCH_PUBLISHED"])
    for line in published.read_text(encoding="utf-8").splitlines() if published.exists() else ():
        kind, _, path = line.partition(" ")
        if kind == "folder":
            shutil.rmtree(path, ignore_errors=True)
        else:
            git(path, "update-ref", "-d", BRANCH)


class Copy:
    """A copy of an example, or of its twin, that is edited."""

    def __init__(self, folder, number):
        self.folder = pathlib.Path(folder)
        self.number = number
        self.spec = self.folder / "model.box"
        self.is_twin = not self.spec.exists()
        self.recipe = self.folder / "Dockerfile" if self.is_twin else self.spec

    def append(self, file, text):
        with open(self.folder / file, "a", encoding="utf-8") as opened:
            opened.write(text.format(number=self.number))

    def replace(self, old, new, file=None):
        """What is replaced has to be there: an example that has changed wants its touch changed, too."""
        path = self.folder / file if file else self.recipe
        text, count = re.subn(old, new.format(number=self.number), path.read_text(encoding="utf-8"), count=1)
        if not count:
            raise SystemExit(f"touches.py: {path.name} holds nothing like {old}")
        path.write_text(text, encoding="utf-8")

    def follow(self, old, new):
        """Writes another address, commit or sum in the recipe, wherever the old one stands."""
        text = self.recipe.read_text(encoding="utf-8")
        if old not in text and not self.is_twin:  # the twins verify nothing
            raise SystemExit(f"touches.py: the spec does not name {old}")
        self.recipe.write_text(text.replace(old, new), encoding="utf-8")


# ---- what one edit can be; each takes the copy first ----


def append(file, text):
    return lambda copy: copy.append(file, text)


def replace(old, new, file=None):
    return lambda copy: copy.replace(old, new, file)


def exclude_a_version(requirement):
    """Requirements that are written in the recipe itself: another text, the same packages."""
    return replace(re.escape(requirement), requirement + ",!=0.{number}")


def more_packages(spec, twin):
    """The subset of small packages that the number's digits say, never the empty one."""

    def edit(copy):
        digits = copy.number % (2 ** len(SMALL_PACKAGES) - 1) + 1
        names = [name for place, name in enumerate(SMALL_PACKAGES) if digits >> place & 1]
        package = twin if copy.is_twin else spec
        copy.replace(package, f"{package} {' '.join(names)}")

    return edit


def publish(url, version, change):
    """The file at `url` comes out once more, changed, at an address that differs in its version."""

    def edit(copy):
        new_url = url.replace(version, f"{version}.{copy.number}")
        old, new = (payload() / address.removeprefix("https://") for address in (url, new_url))
        content = change(old.read_bytes(), copy.number)
        # the folder that the version names, to be removed as a whole
        note("folder", next(parent for parent in new.parents if parent.name.endswith(f".{copy.number}")))
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        copy.follow(url, new_url)
        if not copy.is_twin:
            copy.follow(hashlib.sha256(old.read_bytes()).hexdigest(), hashlib.sha256(content).hexdigest())

    return edit


def commit(url, file):
    """A commit more in the repository at `url`, with one more line in the file."""

    def edit(copy):
        repository = payload() / (url.removeprefix("https://") + ".git")
        old = git(repository, "rev-parse", "refs/heads/main")
        content = git(repository, "show", f"{old}:{file}") + f"\n# touched {copy.number}\n"
        note("branch", repository)
        who = f"committer Boxwright examples <examples@boxwright.invalid> {1735689600 + copy.number} +0000"
        stream = f"commit {BRANCH}\n{who}\ndata 6\ntouch\nfrom {old}\nM 100644 inline {file}\ndata {len(content.encode())}\n{content}\n"
        git(repository, "fast-import", "--quiet", "--force", stdin=stream)
        copy.follow(old, git(repository, "rev-parse", BRANCH))

    return edit


# ---- how each kind of file changes ----


def with_another_name(content, number):
    return content.replace(b"\n1,", f"\n1,Touched {number} ".encode(), 1)


def with_other_spaces(content, number):
    """JSON that says the same: as many spaces as the number's digits, in binary, ask for."""
    spaces = "".join(" " if digit == "0" else "\n" for digit in f"{number:b}")
    return content.rstrip() + spaces.encode() + b"\n"


def with_another_file(content, number):
    archive = io.BytesIO(content)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(zipfile.ZipInfo("touched.txt", (2025, 1, 1, 0, 0, 0)), str(number))
    return archive.getvalue()


def label(copy):
    if copy.is_twin:
        copy.replace(r"(?m)^(FROM .*)$", r"\1" + "\nLABEL org.example.touched={number}")
    else:
        copy.replace(r"(?m)^(image .*\n  from .*)$", r"\1" + "\n  label org.example.touched={number}")


def code_first(copy):
    """Moves what is copied from the context to the first row behind `from`, in each block."""
    blocks = re.split(r"(?m)^(?=\}$)", copy.spec.read_text(encoding="utf-8"))
    copied = re.compile(r"(?m)^  copy(\((?!from)[^)]*\))? .*\n")
    for place, block in enumerate(blocks):
        rows = "".join(row.group() for row in copied.finditer(block))
        blocks[place] = re.sub(r"(?m)^  from .*\n", lambda base: base.group() + rows, copied.sub("", block))
    copy.spec.write_text("".join(blocks), encoding="utf-8")


def launch(spec, twin):
    """A row of the launch block; the twin has none, so the line of its Dockerfile that is about its start."""
    return lambda copy: copy.replace(*(twin if copy.is_twin else spec))


INTO_LAUNCH = (r"(?m)^(  launch *\{)", r"\1" + " env TOUCHED={number}; ")
GITHUB = "https://github.com/boxwright-examples"
EDITS = {
    "mhub-model": {
        "source": commit(f"{GITHUB}/lung-nodules", "segment.py"),
        "requirements": exclude_a_version("numpy==1.26.4"),
        "weight": publish("https://zenodo.org/records/99999999/files/lung_nodules.zip", "99999999", with_another_file),
        "launch": launch((r"(?m)^    gpus all$", "    gpus all\n    env TOUCHED={number}"), ("workflow", "workflow{number}")),
    },
    "radio-astronomy": {
        "source": append("src/summarise.c", '\nconst char touched[] = "{number}";\n'),
        "requirements": more_packages("apt libcfitsio10", "libcfitsio-dev"),
        "weight": append("telescopes.tsv", "TOUCHED\t{number}\n"),
        "launch": launch(INTO_LAUNCH, (r"/data", "/data{number}")),
    },
    "mlem-server": {
        "source": append("server.py", "\n# touched {number}\n"),
        "requirements": append("requirements.txt", "# touched {number}\n"),
        "weight": replace(r'"iris"', '"iris {number}"', "model.json"),
        "launch": launch((r"port 8080:8080", "port 8080:8080; env TOUCHED={number}"), (r"EXPOSE 8080", "EXPOSE 8080 9{number}")),
    },
    "streamlit-dashboard": {
        "source": append("app.py", "\n# touched {number}\n"),
        "requirements": append("requirements.txt", "# touched {number}\n"),
        "weight": publish(
            "https://raw.githubusercontent.com/boxwright-examples/sales-dashboard/v0.1.0/vgsales.csv", "v0.1.0", with_another_name
        ),
        "launch": launch((r"port 8081:8501", "port 8081:8501; env TOUCHED={number}"), (r"EXPOSE 8501", "EXPOSE 8501 9{number}")),
    },
    "cifar10-pytorch": {
        "source": append("cifar10/net.py", "\n# touched {number}\n"),
        "requirements": exclude_a_version("torch==2.5.1"),
        "weight": publish(f"{GITHUB}/cifar10-cnn/releases/download/v1.0.0/cifar10-cnn.json", "v1.0.0", with_other_spaces),
        "launch": launch((r"shm-size 1g", "shm-size 1g; env TOUCHED={number}"), (r'"evaluate"', '"evaluate", "--weights={number}"')),
    },
    "sales-figure": {
        "source": append("figure.py", "\n# touched {number}\n"),
        "requirements": append("requirements.txt", "# touched {number}\n"),
        "weight": publish(
            "https://raw.githubusercontent.com/boxwright-examples/sales-dashboard/v0.1.0/vgsales.csv", "v0.1.0", with_another_name
        ),
        "launch": launch((r"user host", "user host; env TOUCHED={number}"), (r'"/figures/sales.png"', '"/figures/sales{number}.png"')),
    },
}


def main(words):
    if words == ["--list"]:
        print("\n".join(TOUCHES))
    elif words == ["--withdraw"]:
        withdraw()
    elif len(words) == 4 and words[1] in (*TOUCHES, "code-first"):
        example, touch, folder, number = words
        if example not in EDITS:
            raise SystemExit(f"touches.py: no edits are known for {example}")
        edit = {"nothing": lambda copy: None, "label": label, "code-first": code_first, **EDITS[example]}[touch]
        edit(Copy(folder, int(number)))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
