"""The package index that pip is configured for, of which only what is asked for is read: its pages, metadata and single files
of wheels. For the scripts beside it.
"""

import collections
import email
import html.parser
import io
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
import zipfile

File = collections.namedtuple("File", "name url digest yanked python metadata")
Wheel = collections.namedtuple("Wheel", "version tag url metadata")
Facts = collections.namedtuple("Facts", "requires extras")


class Unreachable(Exception):
    """The index does not answer."""


class Missing(LookupError, Unreachable):
    """The index answers that it has no such thing."""


def pip(*words):
    return subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False).stdout


def pip_settings():
    """The index and the certificates that pip uses on this machine."""
    settings = {}
    for line in pip("config", "list").splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = value.strip("'\"")
    index = settings.get("index-url")
    if not index:  # what pip says of itself
        index = re.search(r"--index-url <url>.*?\(default\s+(\S+?)\)", pip("install", "--help"), re.DOTALL)
        if not index:
            raise Unreachable("pip does not say which index it uses")
        index = index[1]
    return index.rstrip("/") + "/", settings.get("cert") or None


class Links(html.parser.HTMLParser):
    """The files of an index page."""

    def __init__(self):
        super().__init__()
        self.files = []

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.files.append(dict(attributes))


class Part(io.RawIOBase):
    """A file at an address, of which only what is read is fetched."""

    def __init__(self, index, url):
        super().__init__()
        self.index, self.url, self.place = index, url, 0
        size = index.ask(url, {"Range": "bytes=0-0"})[1].get("Content-Range")
        if not size:
            raise Unreachable(f"no part of {url} can be had")
        self.size = int(size.rpartition("/")[2])

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=os.SEEK_SET):
        self.place = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self.place, os.SEEK_END: self.size}[whence]
        return self.place

    def tell(self):
        return self.place

    def readinto(self, buffer):
        end = min(self.place + len(buffer), self.size)
        if self.place >= end:
            return 0
        data = self.index.ask(self.url, {"Range": f"bytes={self.place}-{end - 1}"})[0]
        buffer[: len(data)] = data
        self.place += len(data)
        return len(data)


class Index:
    """A package index, each page of which is read once."""

    def __init__(self):
        self.url, certificates = pip_settings()
        self.context = ssl.create_default_context(cafile=certificates)
        self.kept, self.lock = {}, threading.Lock()

    def ask(self, url, headers):
        problem = None
        for _ in range(3):
            try:
                request = urllib.request.Request(url, headers=headers)
                with urllib.request.urlopen(request, timeout=120, context=self.context) as answer:
                    return answer.read(), answer.headers
            except (urllib.error.URLError, OSError) as error:
                problem = error
                if isinstance(error, urllib.error.HTTPError) and error.code == 404:
                    raise Missing(f"there is no {url}") from error
        raise Unreachable(f"{url}: {problem}")

    def once(self, key, make):
        with self.lock:
            entry = self.kept.setdefault(key, [threading.Lock(), None])
        with entry[0]:
            if entry[1] is None:
                entry[1] = make()
            return entry[1]

    def files(self, project):
        """All files of a project: name, address, SHA-256 sum, whether it was taken back, and for which Pythons it is."""
        return self.once(("files", project), lambda: self.read_page(project))

    def read_page(self, project):
        page = f"{self.url}{project}/"
        links = Links()
        links.feed(self.ask(page, {"Accept": "text/html"})[0].decode())
        files = []
        for link in links.files:
            url, _, digest = urllib.parse.urljoin(page, link.get("href", "")).partition("#")
            told = "data-core-metadata" in link or "data-dist-info-metadata" in link
            name = urllib.parse.unquote(url.rpartition("/")[2])
            python = link.get("data-requires-python") or ""
            files.append(File(name, url, digest.removeprefix("sha256="), "data-yanked" in link, python, told))
        return files

    def wheels(self, project):
        """The wheels of a project that serve Linux on x86-64."""
        wheels = []
        for file in self.files(project):
            parts = re.fullmatch(r"[^-]+-([^-]+)-(?:\d[^-]*-)?([^-]+)-([^-]+)-([^-]+)\.whl", file.name)
            if not parts or file.yanked or re.fullmatch(r"cp\d+t", parts[3]):
                continue
            if parts[4] == "any" or ("linux" in parts[4] and parts[4].endswith("x86_64")):
                wheels.append(Wheel(parts[1], parts[2], file.url, file.metadata))
        return wheels

    def member(self, project, version, path):
        """A file of a wheel. It is kept outside the checkout, since a version never changes."""
        wheel = next((wheel for wheel in self.wheels(project) if wheel.version == version), None)
        if wheel is None:
            raise LookupError(f"there is no wheel of {project} {version}")
        cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
        kept = cache / "boxwright-sources" / wheel.url.rpartition("/")[2] / path
        if not kept.is_file():
            with zipfile.ZipFile(io.BufferedReader(Part(self, wheel.url), 1 << 22)) as archive:
                if path not in archive.namelist():
                    raise LookupError(f"{project} {version} has no {path}")
                content = archive.read(path)
            kept.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
                file.write(content)
            os.replace(file.name, kept)
        return kept.read_bytes()

    def facts(self, project, version):
        wheel = next(wheel for wheel in self.wheels(project) if wheel.version == version)
        return self.once(wheel.url, lambda: self.read_metadata(wheel))

    def read_metadata(self, wheel):
        if wheel.metadata:
            text = self.ask(wheel.url + ".metadata", {})[0]
        else:
            with zipfile.ZipFile(io.BufferedReader(Part(self, wheel.url), 1 << 18)) as archive:
                names = [name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
                text = archive.read(names[0])
        message = email.message_from_bytes(text)
        extras = [plain(extra) for extra in message.get_all("Provides-Extra") or []]
        return Facts([Dependency(line) for line in message.get_all("Requires-Dist") or []], extras)


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(version):
    return [int(number) for number in re.findall(r"\d+", version)]


def bounds(text):
    """The limits in a text such as `>=1.2,<2`: pairs of sign and version."""
    return re.findall(r"(===?|!=|<=|>=|~=|<|>)\s*([\w.+]+)", text)


def within(version, limits):
    said = {"==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<=": lambda a, b: a <= b,
            ">=": lambda a, b: a >= b, "<": lambda a, b: a < b, ">": lambda a, b: a > b}
    return all(said[sign](numbers(version), numbers(bound)) for sign, bound in limits if sign in said)


class Dependency:
    """A line of Requires-Dist."""

    def __init__(self, line):
        parts = re.match(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?\s*\(?([^;)]*)\)?\s*(?:;(.*))?", line)
        self.name, self.extras = plain(parts[1]), [plain(one.strip()) for one in (parts[2] or "").split(",") if one]
        self.bounds = bounds(parts[3])
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", parts[4] or "")
        self.extra = plain(extra[1]) if extra else None

    def lowest(self):
        """The version it names, or the lowest it accepts; empty: any."""
        return next((version for sign, version in self.bounds if sign in ("==", ">=", "~=")), "")

    def accepts(self, version):
        return within(version, self.bounds)
