#!/usr/bin/env python3
"""The public hosts that the examples download from, on loopback: files and git repositories over HTTPS.

The host name of a request chooses the folder below --root. In it a bare repository `X.git`, asked for as `X` or
`X.git`, is answered by git's own http-backend, a folder by its index.html, a file as it is.

A host with a file `.password` (one line, NAME:PASSWORD) asks for it, as Basic, as a Bearer token, or in X-Key. While it
is asked it looks at the arguments of all programs on this machine, and notes in `.leaks` whether they hold the password.
A host with a file `.hub` answers as the Hugging Face hub does, at one revision, the line in that file.
"""

import argparse
import base64
import hashlib
import http.server
import json
import mimetypes
import os
import pathlib
import shutil
import ssl
import subprocess
import urllib.parse

GIT_BACKEND = "/usr/lib/git-core/git-http-backend"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    root: pathlib.Path

    def do_GET(self):
        self.answer()

    def do_HEAD(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def answer(self):
        host = self.headers.get("Host", "").partition(":")[0]
        url = urllib.parse.urlsplit(self.path)
        parts = [part for part in urllib.parse.unquote(url.path).split("/") if part not in ("", ".")]
        folder = self.root / host
        if not host or "/" in host or ".." in parts or host.startswith(".") or not folder.is_dir():
            return self.refuse(404, "no such host or path")
        if any(part.startswith(".") for part in parts):
            return self.refuse(404, "no such file")
        if not self.may(folder):
            return self.refuse(401, "a password, please", {"WWW-Authenticate": 'Basic realm="tests"'})
        if (folder / ".hub").is_file():
            return self.hub(folder, (folder / ".hub").read_text().strip(), parts)
        repository = self.repository(folder, parts)
        if repository:
            return self.git(folder, *repository, url.query)
        return self.file(folder.joinpath(*parts), url.path)

    def may(self, folder):
        """Has whoever asks the host's password, if it has one?"""
        wanted = folder / ".password"
        if not wanted.is_file():
            return True
        pair = wanted.read_text().strip()
        password = pair.partition(":")[2]
        for arguments in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if password.encode() in arguments.read_bytes():
                    (folder / ".leaks").write_text("in the arguments of a program\n")
            except OSError:  # it has ended
                pass
        basic = "Basic " + base64.b64encode(pair.encode()).decode()
        token = "Basic " + base64.b64encode(f"__token__:{password}".encode()).decode()
        return self.headers.get("Authorization") in (basic, token, f"Bearer {password}") or self.headers.get("X-Key") == password

    def hub(self, folder, revision, parts):
        """What huggingface_hub asks for: a model's list of files, and each file with its revision and checksum."""
        if parts[:2] == ["api", "models"] and len(parts) == 6 and parts[4] == "revision":
            model = folder.joinpath(*parts[2:4])
            if parts[5] != revision or not model.is_dir():
                return self.refuse(404, "no such model", {"X-Error-Code": "RevisionNotFound"})
            files = sorted(str(path.relative_to(model)) for path in model.rglob("*") if path.is_file())
            answer = {"id": "/".join(parts[2:4]), "sha": revision, "siblings": [{"rfilename": name} for name in files]}
            return self.send(json.dumps(answer).encode(), "application/json", {})
        path = folder.joinpath(*parts[:2], *parts[4:])
        if len(parts) < 5 or parts[2:4] != ["resolve", revision] or not path.is_file():
            return self.refuse(404, "no such file", {"X-Error-Code": "EntryNotFound"})
        content = path.read_bytes()
        tag = hashlib.sha256(content).hexdigest()
        return self.send(content, "application/octet-stream", {"ETag": f'"{tag}"', "X-Repo-Commit": revision})

    def send(self, content, kind, headers):
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    @staticmethod
    def repository(folder, parts):
        """Splits a path into the repository that it names and the rest, or returns None."""
        for count in range(1, len(parts) + 1):
            name = "/".join(parts[:count])
            for candidate in (name, name + ".git"):
                if candidate.endswith(".git") and (folder / candidate / "HEAD").is_file():
                    return candidate, "/".join(parts[count:])
        return None

    def file(self, path, asked):
        if path.is_dir():
            if not asked.endswith("/"):
                return self.refuse(301, "a folder", {"Location": asked + "/"})
            path = path / "index.html"
        if self.command == "POST" or not path.is_file():
            return self.refuse(404, "no such file")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(path.stat().st_size))
        self.end_headers()
        if self.command != "HEAD":
            with path.open("rb") as source:
                shutil.copyfileobj(source, self.wfile)

    def git(self, folder, repository, rest, query):
        """Runs git's CGI program; its answers here are small enough to be held in memory."""
        body = self.body()
        variables = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": "/nonexistent",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "GIT_PROJECT_ROOT": str(folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "PATH_INFO": f"/{repository}/{rest}",
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        done = subprocess.run([GIT_BACKEND], input=body, env=variables, stdout=subprocess.PIPE, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line]
        status = next((value for name, value in headers if name == "Status"), "200 OK")
        if done.returncode or not headers:
            return self.refuse(500, "git http-backend failed")
        self.send_response(int(status.split()[0]))
        for name, value in headers:
            if name not in ("Status", "Content-Length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def body(self):
        """The request's body, whether its length is known (most clients) or it comes in chunks (git, when large)."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def refuse(self, status, reason, headers=None):
        content = f"{status} {reason}\n".encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format, *args):
        print(self.headers.get("Host") if hasattr(self, "headers") else "-", format % args, flush=True)


class Server(http.server.ThreadingHTTPServer):
    """Shakes hands in the connection's own thread, so that a silent client holds up nobody else."""

    daemon_threads = True
    context: ssl.SSLContext

    def finish_request(self, request, client_address):
        request.settimeout(60)
        try:
            with self.context.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)
        except OSError as error:  # a port that was only knocked at, a client that does not trust us
            print(client_address[0], "no connection:", error, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, default=443)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    options = parser.parse_args()
    Handler.root = options.root
    server = Server((options.address, options.port), Handler)
    Server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    Server.context.load_cert_chain(options.certificate, options.key)
    server.serve_forever()


if __name__ == "__main__":
    main()
