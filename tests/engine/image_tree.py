"""What an image holds, read from an OCI layout: its layers applied one after the other, and its configuration."""

import hashlib
import json
import marshal
import os
import tarfile
import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """What one path is. Times are left out: no two builds have the same."""

    kind: str  # file, folder, link, or the tar type of something rarer
    mode: int
    owner: str
    content: str = ""  # the sum of a file, the target of a link, the number of a device
    xattrs: tuple = ()
    text: bytes = field(default=b"", compare=False, repr=False)  # a small file's own content, to show what differs


@dataclass
class Node:
    """A path with what lies below it."""

    entry: Entry
    below: dict = field(default_factory=dict)


IMPLIED = Entry("folder", 0o755, "0:0")


def sum_of(name, content):
    """The sum of a file's content. Compiled Python holds the time of its source: four bytes of its head (PEP 552)."""
    if name.endswith(".pyc") and content[4:8] == bytes(4):
        content = content[:8] + bytes(4) + content[12:]
        try:
            # Constants are written as they happened to be shared in memory; reading and writing them again evens that out.
            content = content[:16] + marshal.dumps(marshal.loads(content[16:]), 2)
        except (ValueError, EOFError, TypeError):  # another Python's format
            pass
    return hashlib.sha256(content).hexdigest()


def entry_of(archive, member, entries):
    xattrs = tuple(sorted((name.removeprefix("SCHILY.xattr."), value.encode("utf-8", "surrogateescape").hex())
                          for name, value in member.pax_headers.items() if name.startswith("SCHILY.xattr.")))
    owner = f"{member.uid}:{member.gid}"
    if member.islnk():
        return entries[member.linkname.strip("/").removeprefix("./")]
    if member.isdir():
        return Entry("folder", member.mode, owner, "", xattrs)
    if member.issym():
        return Entry("link", 0o777, owner, member.linkname, xattrs)
    if member.isfile():
        content = archive.extractfile(member).read()
        return Entry("file", member.mode, owner, sum_of(member.name, content), xattrs, content if len(content) < 20_000 else b"")
    return Entry(f"type {member.type.decode()}", member.mode, owner, f"{member.devmajor}:{member.devminor}", xattrs)


def read_layer(path):
    """The paths of a layer, in its order."""
    entries = {}
    with tarfile.open(path) as archive:
        for member in archive:
            name = os.path.normpath(member.name).strip("/")
            if name != ".":
                entries[name] = entry_of(archive, member, entries)
    return entries


def apply(root, layer):
    """Puts a layer on what is there: first what it takes away (`.wh.NAME`, `.wh..wh..opq`), then what it brings."""
    for name in layer:
        folder, _, last = name.rpartition("/")
        if not last.startswith(".wh."):
            continue
        node = find(root, folder)
        if node is None:
            continue
        if last == ".wh..wh..opq":
            node.below.clear()
        else:
            node.below.pop(last.removeprefix(".wh."), None)
    for name, entry in layer.items():
        folder, _, last = name.rpartition("/")
        if last.startswith(".wh."):
            continue
        node = root
        for part in folder.split("/") if folder else []:
            node = node.below.setdefault(part, Node(IMPLIED))
            if node.entry.kind != "folder":
                node.entry = IMPLIED
        known = node.below.get(last)
        if known is not None and known.entry.kind == entry.kind == "folder":
            known.entry = entry
        else:
            node.below[last] = Node(entry)


def find(root, path):
    node = root
    for part in path.split("/") if path else []:
        node = node.below.get(part)
        if node is None:
            return None
    return node


def flatten(node, path, into):
    for name in sorted(node.below):
        child = node.below[name]
        into[f"{path}/{name}"] = child.entry
        flatten(child, f"{path}/{name}", into)


class Store:
    """An OCI layout. What stores share of layers is read once."""

    layers = {}
    reading = threading.Lock()

    def __init__(self, folder):
        self.folder = Path(folder)

    def blob(self, digest):
        return self.folder / "blobs" / digest.replace(":", "/")

    def image(self, digest):
        """The files of an image, by path, and its configuration."""
        manifest = json.loads(self.blob(digest).read_text())
        root = Node(IMPLIED)
        for layer in manifest["layers"]:
            with self.reading:
                if layer["digest"] not in self.layers:
                    self.layers[layer["digest"]] = read_layer(self.blob(layer["digest"]))
            apply(root, self.layers[layer["digest"]])
        files = {}
        flatten(root, "", files)
        return files, json.loads(self.blob(manifest["config"]["digest"]).read_text())

    def forget_layers(self):
        """Frees the room of the layers that were read, but for a base's, which come compressed and are asked for again."""
        for digest in list(self.layers):
            path = self.blob(digest)
            if path.exists():
                with path.open("rb") as layer:
                    compressed = layer.read(2) == b"\x1f\x8b"
                if not compressed:
                    path.unlink()
