"""Every request of the language server, asked by a client that knows the protocol's types, on a project on disk."""

import os
import subprocess
import textwrap
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient

PROGRAM = os.environ["BOXWRIGHT"]
TEAM = "# Our web server.\ntemplate web port=80 mode=[fast, safe] {\n  env PORT=${port} MODE=${mode}\n}\n"
SPEC = textwrap.dedent("""\
    import ./team.box
    param device=cpu
    # Two lines
    # of comment.
    stage builder {
      from debian:bookworm-slim
    }
    image acme/app:1.0 {
      from debian:bookworm-slim
      allow unpinned * "a test"
      use web port=81
      copy "ä b.py" -> /app/
      copy(from=builder) /etc/issue -> /etc/issue
      env NAME="😀${device}"
      when device == cpu { env CPU=1 }
    }
    """)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "a user's project ä"
    folder.mkdir()
    (folder / "team.box").write_text(TEAM)
    (folder / "model.box").write_text(SPEC)
    (folder / "ä b.py").write_text("print()\n")
    return folder


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[PROGRAM, "lsp"]))
async def client(lsp_client: LanguageClient, project: Path):
    answer = await lsp_client.initialize_session(lsp.InitializeParams(
        capabilities=pytest_lsp.client_capabilities("visual-studio-code"),
        workspace_folders=[lsp.WorkspaceFolder(uri=project.as_uri(), name="project")]))
    assert answer.server_info.name == "boxwright"
    assert answer.capabilities.text_document_sync.change == lsp.TextDocumentSyncKind.Incremental
    lsp_client.project = project
    lsp_client.spec = opened(lsp_client, "model.box", SPEC)
    yield
    await lsp_client.shutdown_session()


def opened(client: LanguageClient, name: str, text: str) -> lsp.TextDocumentIdentifier:
    uri = (client.project / name).as_uri()
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(
        lsp.TextDocumentItem(uri=uri, language_id="box", version=1, text=text)))
    return lsp.TextDocumentIdentifier(uri=uri)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def place(needle: str, inside: int = 1) -> lsp.Position:
    at = SPEC.index(needle) + inside
    line = SPEC.count("\n", 0, at)
    return lsp.Position(line=line, character=units(SPEC[SPEC.rindex("\n", 0, at) + 1:at]))


def words(ranges) -> list:
    lines = SPEC.split("\n")
    return [lines[r.start.line].encode("utf-16-le")[2 * r.start.character:2 * r.end.character].decode("utf-16-le") for r in ranges]


def with_edits(text: str, edits) -> str:
    """The text with edits put in; it has nothing but ASCII."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        begin, end = (starts[at.line] + at.character for at in (edit.range.start, edit.range.end))
        text = text[:begin] + edit.new_text + text[end:]
    return text


async def test_completion(client: LanguageClient):
    answer = await client.text_document_completion_async(lsp.CompletionParams(client.spec, place("  use web", 6)))
    assert "web" in [item.label for item in answer.items]
    answer = await client.text_document_completion_async(lsp.CompletionParams(client.spec, place("  env NAME", 3)))
    apt = next(item for item in answer.items if item.label == "apt")
    assert apt.insert_text_format == lsp.InsertTextFormat.Snippet
    assert apt.text_edit.range.start.character == 2


async def test_hover(client: LanguageClient):
    answer = await client.text_document_hover_async(lsp.HoverParams(client.spec, place("web port")))
    assert answer.contents.kind == lsp.MarkupKind.Markdown
    assert "Our web server." in answer.contents.value
    assert words([answer.range]) == ["web"]


async def test_definition(client: LanguageClient):
    answer = await client.text_document_definition_async(lsp.DefinitionParams(client.spec, place("device}")))
    assert words([answer.range]) == ["device"] and answer.range.start.line == 1
    answer = await client.text_document_definition_async(lsp.DefinitionParams(client.spec, place("web port")))
    assert answer.uri == (client.project / "team.box").as_uri() and answer.range.start.line == 1


async def test_references_and_highlights(client: LanguageClient):
    answer = await client.text_document_references_async(
        lsp.ReferenceParams(lsp.ReferenceContext(include_declaration=True), client.spec, place("device=cpu")))
    assert words([one.range for one in answer]) == ["device"] * 3
    answer = await client.text_document_document_highlight_async(lsp.DocumentHighlightParams(client.spec, place("device=cpu")))
    assert len(answer) == 3


async def test_rename(client: LanguageClient):
    at = place("web port")
    answer = await client.text_document_prepare_rename_async(lsp.PrepareRenameParams(client.spec, at))
    assert answer.placeholder == "web"
    answer = await client.text_document_rename_async(lsp.RenameParams(client.spec, at, "site"))
    assert {uri: len(edits) for uri, edits in answer.changes.items()} == {
        client.spec.uri: 1, (client.project / "team.box").as_uri(): 1}
    with pytest.raises(Exception, match="is no name"):
        await client.text_document_rename_async(lsp.RenameParams(client.spec, at, "two words"))


async def test_symbols_and_folds(client: LanguageClient):
    answer = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(client.spec))
    assert [one.name for one in answer] == ["./team.box", "device=cpu", "builder", "acme/app:1.0"]
    answer = await client.text_document_folding_range_async(lsp.FoldingRangeParams(client.spec))
    assert (2, 3, "comment") in {(one.start_line, one.end_line, one.kind) for one in answer}
    assert (7, 14, None) in {(one.start_line, one.end_line, one.kind) for one in answer}


async def test_semantic_tokens(client: LanguageClient):
    whole = await client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(client.spec))
    part = await client.text_document_semantic_tokens_range_async(lsp.SemanticTokensRangeParams(
        client.spec, lsp.Range(lsp.Position(1, 0), lsp.Position(2, 0))))
    assert len(part.data) == 10 and part.data[2] == len("param")
    line = character = 0
    ranges = []
    for i in range(0, len(whole.data), 5):
        lines, characters, length = whole.data[i:i + 3]
        character = characters if lines else character + characters
        line += lines
        ranges.append(lsp.Range(lsp.Position(line, character), lsp.Position(line, character + length)))
    assert {"param", "device", "import", "builder", "web", "port", "when"} <= set(words(ranges))


async def test_formatting(client: LanguageClient):
    text = "image acme/b:1 {\n      from debian:bookworm-slim\n      env A=1\n}\n"
    document = opened(client, "other.box", text)
    options = lsp.FormattingOptions(tab_size=4, insert_spaces=True)
    answer = await client.text_document_formatting_async(lsp.DocumentFormattingParams(document, options))
    assert with_edits(text, answer) == "image acme/b:1 {\n  from debian:bookworm-slim\n  env A=1\n}\n"
    answer = await client.text_document_range_formatting_async(lsp.DocumentRangeFormattingParams(
        document, lsp.Range(lsp.Position(2, 0), lsp.Position(3, 0)), options))
    assert with_edits(text, answer) == "image acme/b:1 {\n      from debian:bookworm-slim\n  env A=1\n}\n"
    answer = await client.text_document_formatting_async(lsp.DocumentFormattingParams(client.spec, options))
    assert not answer


async def test_diagnostics_and_fixes(client: LanguageClient):
    document = opened(client, "wrong.box", "image acme/b:1 {\n  from debian:bookworm-slim\n  healtcheck none\n}\n")
    while not client.diagnostics.get(document.uri):
        await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    first = client.diagnostics[document.uri][0]
    assert (first.code, first.severity) == ("E0201", lsp.DiagnosticSeverity.Error)
    answer = await client.text_document_code_action_async(lsp.CodeActionParams(
        document, first.range, lsp.CodeActionContext(diagnostics=[first])))
    edit = answer[0].edit.changes[document.uri][0]
    assert (edit.new_text, edit.range) == ("healthcheck", first.range)
    page = await client.protocol.send_request_async("boxwright/help", {"code": first.code})
    assert page.markdown.startswith("# E0201")
    client.diagnostics.clear()
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(
        lsp.VersionedTextDocumentIdentifier(uri=document.uri, version=2),
        [lsp.TextDocumentContentChangePartial(range=edit.range, text=edit.new_text)]))
    while document.uri not in client.diagnostics:
        await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert lsp.DiagnosticSeverity.Error not in [one.severity for one in client.diagnostics[document.uri]]
    client.text_document_did_save(lsp.DidSaveTextDocumentParams(document))
    client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))


async def test_lenses_hints_and_links(client: LanguageClient):
    answer = await client.text_document_code_lens_async(lsp.CodeLensParams(client.spec))
    assert [one.command.title for one in answer] == ["compile", "build", "run", "preview"]
    answer = await client.text_document_inlay_hint_async(lsp.InlayHintParams(
        client.spec, lsp.Range(lsp.Position(0, 0), lsp.Position(99, 0))))
    assert any(one.label.startswith("layer") for one in answer)
    answer = await client.text_document_document_link_async(lsp.DocumentLinkParams(client.spec))
    assert [one.target for one in answer] == [(client.project / name).as_uri() for name in ("team.box", "ä b.py")]


async def test_preview(client: LanguageClient):
    answer = await client.workspace_execute_command_async(lsp.ExecuteCommandParams(
        command="boxwright.preview", arguments=[client.spec.uri]))
    assert answer["languageId"] == "dockerfile"
    compiled = subprocess.run([PROGRAM, "compile", "--stdout", "model.box"], cwd=client.project, capture_output=True, text=True)
    without_mark = [line for line in compiled.stdout.split("\n") if "Generated by boxwright" not in line]
    shown = answer["text"].rstrip("\n").split("\n")
    assert shown == without_mark[:len(shown)]
    copy = next(one for one in answer["lines"] if shown[one["first"]].startswith("COPY") and "/app/" in shown[one["first"]])
    assert copy["rows"] == [{"first": 11, "last": 11}]


async def test_cancellation(client: LanguageClient):
    """Of what is answered, and of what was never asked: the server goes on."""
    client.cancel_request(lsp.CancelParams(id=1))
    client.cancel_request(lsp.CancelParams(id="no such id"))
    answer = await client.text_document_hover_async(lsp.HoverParams(client.spec, place("env NAME")))
    assert "**env**" in answer.contents.value


def test_a_server_whose_editor_dies_ends():
    """Without `exit`, as the pipe is closed."""
    server = subprocess.run([PROGRAM, "lsp"], input=b"", capture_output=True, timeout=30)
    assert (server.returncode, server.stdout) == (2, b"")


def frames(*messages: str) -> bytes:
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(text.encode()), text.encode()) for text in messages)


def test_what_was_said_before_the_end_is_answered():
    said = frames('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}',
                  '{"jsonrpc":"2.0","id":2,"method":"shutdown"}', '{"jsonrpc":"2.0","method":"exit"}')
    server = subprocess.run([PROGRAM, "lsp"], input=said, capture_output=True, timeout=30)
    assert server.returncode == 0
    assert b'"id":1' in server.stdout and b'"id":2' in server.stdout


def test_a_message_that_is_none_ends_nothing():
    deep = '{"jsonrpc":"2.0","id":9,"method":"boxwright/help","params":' + "[" * 100000 + "]" * 100000 + "}"
    said = frames('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}', deep, "no JSON",
                  '{"jsonrpc":"2.0","id":3,"method":"shutdown"}', '{"jsonrpc":"2.0","method":"exit"}')
    server = subprocess.run([PROGRAM, "lsp"], input=said, capture_output=True, timeout=30)
    assert server.returncode == 0
    assert b'"id":3' in server.stdout
