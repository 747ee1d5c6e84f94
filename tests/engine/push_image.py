#!/usr/bin/env python3
"""Puts a root file system (a tar archive) into a registry as an image of one layer; needs no engine.

push_image.py HOST:PORT NAME:TAG ROOTFS.tar CONFIG.json, where CONFIG.json is what an image says of itself (Env, Cmd …).
The same bytes in give the same digest.
"""

import hashlib
import http.client
import json
import os
import sys
import tempfile
import zlib

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def ask(host, method, path, body=None, headers=None, expect=(200, 201, 202)):
    """One request; returns the answer's headers, or its status when that was not expected."""
    connection = http.client.HTTPConnection(host, timeout=300)
    connection.request(method, path, body=body, headers=headers or {})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status not in expect:
        raise SystemExit(f"{method} {path}: {answer.status} {text.decode(errors='replace')}")
    return answer


def push_blob(host, name, digest, size, open_body):
    """Sends a blob unless the registry has it."""
    if ask(host, "HEAD", f"/v2/{name}/blobs/{digest}", expect=(200, 404)).status == 200:
        return
    place = ask(host, "POST", f"/v2/{name}/blobs/uploads/").headers["Location"]
    path = "/" + place.split("://", 1)[-1].split("/", 1)[1]
    path += ("&" if "?" in path else "?") + "digest=" + digest
    with open_body() as body:
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        ask(host, "PUT", path, body, headers)


def compress(source, target):
    """Writes source to target as gzip without a time stamp; returns both digests and the new size."""
    plain, packed = hashlib.sha256(), hashlib.sha256()
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    size = 0

    def write(data):
        nonlocal size
        packed.update(data)
        size += target.write(data)

    while data := source.read(1 << 20):
        plain.update(data)
        write(packer.compress(data))
    write(packer.flush())
    return "sha256:" + plain.hexdigest(), "sha256:" + packed.hexdigest(), size


def main():
    host, reference, archive, config_file = sys.argv[1:]
    name, _, tag = reference.rpartition(":")
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(os.path.abspath(archive))) as packed:
        with open(archive, "rb") as source:
            diff, digest, size = compress(source, packed)
        packed.flush()
        push_blob(host, name, digest, size, lambda: open(packed.name, "rb"))
    with open(config_file, encoding="utf-8") as file:
        config = json.load(file)
    image = {
        "architecture": ARCHITECTURES.get(os.uname().machine, os.uname().machine),
        "os": "linux",
        "created": "2026-01-01T00:00:00Z",
        "config": config,
        "rootfs": {"type": "layers", "diff_ids": [diff]},
        "history": [{"created": "2026-01-01T00:00:00Z", "created_by": "made for the engine tests"}],
    }
    body = json.dumps(image).encode()
    with tempfile.TemporaryFile() as file:
        file.write(body)
        file.flush()
        image_digest = "sha256:" + hashlib.sha256(body).hexdigest()
        file.seek(0)
        push_blob(host, name, image_digest, len(body), lambda: file)
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {"mediaType": CONFIG, "digest": image_digest, "size": len(body)},
        "layers": [{"mediaType": LAYER, "digest": digest, "size": size}],
    }
    ask(host, "PUT", f"/v2/{name}/manifests/{tag}", json.dumps(manifest), {"Content-Type": MANIFEST})


if __name__ == "__main__":
    main()
