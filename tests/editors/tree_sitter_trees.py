"""Trees as the driver prints them, and as the compiler would print them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Iterator


@dataclass
class Node:
    kind: str
    named: bool
    missing: bool
    error: bool
    begin: int
    end: int
    field: str
    children: list["Node"] = field(default_factory=list)

    def of(self, *kinds: str) -> list["Node"]:
        return [child for child in self.children if child.kind in kinds]

    def only(self, kind: str) -> "Node | None":
        found = self.of(kind)
        return found[0] if found else None

    def all(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.all()


def read_trees(printed: str) -> dict[str, Node]:
    trees: dict[str, Node] = {}
    above: list[Node] = []
    path = ""
    for line in printed.splitlines():
        if line.startswith("FILE\t"):
            path, above = line[5:], []
            continue
        depth, kind, flags, begin, end, name = line.split("\t")
        node = Node(kind, flags[0] == "n", flags[1] == "m", flags[2] == "e", int(begin), int(end), name)
        del above[int(depth):]
        if above:
            above[-1].children.append(node)
        else:
            trees[path] = node
        above.append(node)
    return trees


def as_expression(node: Node) -> str:
    """The tree as the corpus writes it: named nodes, without the names of their fields."""
    return "(" + " ".join([node.kind, *(as_expression(child) for child in node.children if child.named)]) + ")"


class Reader:
    """The tree of one text, as `boxwright parse` prints it."""

    def __init__(self, source: bytes) -> None:
        self.source = source

    def text(self, node: Node) -> str:
        return self.source[node.begin:node.end].decode()

    def rows(self, node: Node) -> list[Any]:
        return [self.row(child) for child in node.of("row")]

    def row(self, node: Node) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if head := node.only("head"):
            result["head"] = self.text(head)
        if options := node.only("options"):
            result["opts"] = {self.text(one.children[0]): self.option(one) for one in options.of("option")}
        if node.of("argument"):
            result["args"] = [self.argument(one) for one in node.of("argument")]
        if targets := node.only("targets"):
            result["to"] = [self.argument(one) for one in targets.of("argument")]
        if raw := node.only("raw"):
            result["raw"] = self.command(raw.of("command")[0])
        if text := node.only("text"):
            result["text"] = self.fence(text)
        if block := node.only("block"):
            result["block"] = self.rows(block)
        return result

    def option(self, node: Node) -> Any:
        if value := node.only("argument"):
            return self.argument(value)
        return "" if node.of("=") else True

    def argument(self, node: Node) -> Any:
        shown = "".join(self.piece(one) for one in node.children if one.kind not in ("list", "comment"))
        if lists := node.only("list"):
            items = [self.argument(one) for one in lists.of("argument")]
            return items if len(node.children) == 1 else {shown: items}
        return shown

    def piece(self, node: Node) -> str:
        if node.kind == "literal":
            return self.text(node)[1:-1]
        if node.kind == "string":
            return "".join(self.escape(one) if one.kind == "escape" else self.text(one) for one in node.children[1:-1])
        return self.text(node)

    def escape(self, node: Node) -> str:
        text = self.text(node)
        known = {"n": "\n", "t": "\t"}
        shown = chr(int(text[3:-1], 16)) if text[1] == "u" else known.get(text[1], text[1])
        return "$$" if shown == "$" else shown

    def command(self, node: Node) -> str:
        """Continued lines joined by one blank; only an odd number of backslashes continues."""
        text = self.text(node).replace("\r\n", "\n")
        lines = re.sub(r"((?:\\\\)+)|\\[ \t]*\n", lambda found: found[1] or "\n", text).split("\n")
        return " ".join(line for line in (line.strip(" \t") for line in lines) if line)

    def fence(self, node: Node) -> str:
        content = node.only("content")
        if content is None:
            return ""
        indentation = len(re.match(r"[ \t]*", self.text(node.of("fence")[-1]))[0])  # type: ignore[index]
        lines = self.text(content).replace("\r\n", "\n").split("\n")[:-1]
        return "".join(line[indentation:] + "\n" for line in lines)


def uncovered(root: Node, source: bytes) -> str:
    """What stands in no node without children and is no white space: nothing may be lost. A command's first lines may be
    continued before it begins."""
    covered = bytearray(len(source))
    for node in root.all():
        if not node.children:
            covered[node.begin:node.end] = b"\1" * (node.end - node.begin)
    left = bytes(source[i] for i in range(len(source)) if not covered[i])
    left = left.removeprefix(b"\xef\xbb\xbf") if source.startswith(b"\xef\xbb\xbf") else left
    return left.translate(None, b" \t\r\n\\").decode(errors="replace")


def misplaced(root: Node, source: bytes) -> str:
    """Where a node does not lie where its kind does."""
    shapes = {"comment": rb"#[^\n\r]*", "head": rb"[A-Za-z][\w-]*", "literal": rb"'[^'\n]*'", "reference": rb"\$\{[^}]*\}",
              "list": rb"\[.*\]", "options": rb"\(.*\)", "block": rb"\{.*\}", "string": rb'".*"', "fence": rb'[ \t]*"{3,}',
              "text": rb'"{3,}.*"{3,}', "command": rb"\S(.*\S)?", "content": rb".*\n", "row": rb"\S(.*\S)?", "argument": rb"\S(.*\S)?"}
    for node in root.all():
        text = source[node.begin:node.end]
        if node.kind in shapes and not re.fullmatch(shapes[node.kind], text, re.DOTALL):
            return f"{node.kind} {node.begin}-{node.end}: {text[:40]!r}"
        if node.kind == "comment" and source[:node.begin].removeprefix(b"\xef\xbb\xbf")[-1:] not in (b"", b" ", b"\t", b"\n"):
            return f"comment at {node.begin} without a blank before it"
    return ""
