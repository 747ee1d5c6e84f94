"""The commands that tree-sitter's grammar of bash sees: as tests/oracles/shell_words.cpp, for another parser.

Runs in the virtual environment that holds tree-sitter-bash. Each command has its offset, its words, and whether these are all:
of a test (`[ a = b ]`) and a declaration (`export a`) the tree has an expression behind the first word.
"""

import json
import sys

import tree_sitter
import tree_sitter_bash


def command(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The words of a command. One behind a redirection is part of that in the tree."""
    found = [node.child_by_field_name("name"), *node.children_by_field_name("argument")]
    if node.parent.type == "redirected_statement" and node.parent.child_by_field_name("body") == node:
        for other in node.parent.children:
            found += other.children_by_field_name("argument") if other.type.endswith("redirect") else []
            found += other.children_by_field_name("destination")[1:] if other.type == "file_redirect" else []
    return found


def commands(tree: tree_sitter.Tree) -> list[tuple[int, list[str], bool]]:
    found = []
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        words: list[tree_sitter.Node] = []
        if node.type == "command":
            words = command(node)
        elif node.type in ("declaration_command", "unset_command"):
            words = node.children[:1]
        elif node.type == "test_command" and node.children[0].type in ("[", "[["):
            words = node.children[:1]
        if words:
            found.append((words[0].start_byte, [word.text.decode() for word in words], node.type == "command"))
    return found


parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
trees = [parser.parse(text.encode()) for text in json.load(sys.stdin)]
json.dump([{"complete": not tree.root_node.has_error, "commands": commands(tree)} for tree in trees], sys.stdout)
