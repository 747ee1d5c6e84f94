"""An image as `docker save` writes it, and what in it is above its base. Layers are read entry by entry, never as a whole."""

import json
import tarfile
import urllib.request

MANIFESTS = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"
WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"


def base_config(registry, name):
    """What the base, as the registry has it, says of itself."""
    repository, _, tag = name.partition(":")
    if "/" not in repository:
        repository = f"library/{repository}"

    def ask(path):
        request = urllib.request.Request(f"{registry}/v2/{repository}/{path}", headers={"Accept": MANIFESTS})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    return ask("blobs/" + ask(f"manifests/{tag or 'latest'}")["config"]["digest"])


class Image:
    def __init__(self, archive, base):
        """`base` is its base's configuration; {} for an image from scratch."""
        self.archive = tarfile.open(archive)
        manifest = json.load(self.archive.extractfile("manifest.json"))[0]
        self.config = json.load(self.archive.extractfile(manifest["Config"]))
        self.tags = manifest.get("RepoTags") or []
        below = base.get("rootfs", {}).get("diff_ids", [])
        rows = [row.get("created_by", "") for row in base.get("history", [])]
        history = [row.get("created_by", "") for row in self.config.get("history", [])]
        if self.config["rootfs"]["diff_ids"][: len(below)] != below or history[: len(rows)] != rows:
            raise SystemExit(f"{archive}: the image does not start from this base")
        self.layer_names = manifest["Layers"][len(below) :]
        self.history = history[len(rows) :]

    def layers(self):
        """Our own layers, as archives, the lowest first."""
        for name in self.layer_names:
            with tarfile.open(fileobj=self.archive.extractfile(name)) as layer:
                yield layer
