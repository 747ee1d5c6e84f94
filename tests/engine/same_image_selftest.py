#!/usr/bin/env python3
"""The comparison of images, on images that are known to differ: it must say just what differs, and nothing where two
builds only look different. Called with a folder to work in; the environment is same_image.py's."""

import sys
from pathlib import Path

from same_image import Builder, differences

BASE = """\
FROM python:3.11-slim-bookworm
RUN mkdir -m 0711 /t && echo one >/t/a && echo gone >/t/gone && ln -s a /t/link && mkdir /t/folder
ENV X=1 Y=2
LABEL l=1
"""
NOTHING = set()
CASES = (  # what comes behind that in the second image, and all that differs then; `…` stands for what is not known here
    ("", NOTHING),
    ("RUN touch -d 2001-01-01 /t/a && echo x >/var/log/x", NOTHING),
    ("RUN rm -r /t/folder && mkdir /t/folder && cp -a /t/a /t/b && rm /t/a && mv /t/b /t/a", NOTHING),
    ("RUN python3 -m compileall -q -f /usr/lib/python3.11/json", NOTHING),
    ("RUN chmod 0600 /t/a", {"/t/a: mode 644 and 600"}),
    ("RUN chmod 0755 /t", {"/t: mode 711 and 755"}),
    ("RUN chmod 4644 /t/a", {"/t/a: mode 644 and 4644"}),
    ("RUN chown 1:2 /t/folder", {"/t/folder: owner 0:0 and 1:2"}),
    ("RUN chown -h 0:7 /t/link", {"/t/link: owner 0:0 and 0:7"}),
    ("RUN echo two >/t/a", {"/t/a: content …", "    @@ -1 +1 @@", "    -one", "    +two"}),
    ("RUN rm /t/gone", {"/t/gone: only in the first image"}),
    ("RUN mkdir /t/folder/more", {"/t/folder/more: only in the second image"}),
    ("RUN rm -r /t/folder && ln -s a /t/folder",
     {"/t/folder: kind folder and link", "/t/folder: mode 755 and 777", "/t/folder: content  and a"}),
    ("RUN ln -sfn b /t/link", {"/t/link: content a and b"}),
    # The right to bind low ports, as setcap writes it; other attributes come in no layer.
    ("RUN python3 -c \"import os; os.setxattr('/t/a', 'security.capability', bytes.fromhex('0100000200040000' + 24 * '0'))\"",
     {"/t/a: xattrs () and (('security.capability', '0100000200040000000000000000000000000000'),)"}),
    ("RUN rm -r /t", {"/t: only in the first image", "/t/a: only in the first image", "/t/gone: only in the first image",
                      "/t/link: only in the first image", "/t/folder: only in the first image"}),
    ("ENV Z=3", {"configuration Env Z: None and '3'"}),
    ("ENV X=2", {"configuration Env X: '1' and '2'"}),
    ("LABEL l=2", {'configuration Labels: {"l": "1"} and {"l": "2"}'}),
    ("USER 5:5", {'configuration User: null and "5:5"'}),
    ("WORKDIR /t", {'configuration WorkingDir: null and "/t"'}),
    ('ENTRYPOINT ["x"]', {'configuration Entrypoint: null and ["x"]', 'configuration Cmd: ["python3"] and null'}),
    ('CMD ["x"]', {'configuration Cmd: ["python3"] and ["x"]'}),
    ("EXPOSE 80", {'configuration ExposedPorts: null and {"80/tcp": {}}'}),
    ("VOLUME /t", {'configuration Volumes: null and {"/t": {}}'}),
    ("STOPSIGNAL SIGINT", {'configuration StopSignal: null and "SIGINT"'}),
    ("HEALTHCHECK NONE", {'configuration Healthcheck: null and {"Test": ["NONE"]}'}),
)


def shortened(line):
    """Sums are nobody's business here."""
    return line.partition(": content ")[0] + ": content …" if ": content " in line and len(line) > 120 else line


def main():
    work = Path(sys.argv[1]).resolve()
    builder = Builder(work / "store", "buildkit")
    failed = 0

    def image(name, text):
        spec = work / name
        spec.mkdir(parents=True, exist_ok=True)
        (spec / "Dockerfile").write_text(text)
        return builder.build(spec, spec)

    base = image("base", BASE)
    for number, (more, expected) in enumerate(CASES):
        found = {shortened(line) for line in differences(base, image(f"case{number}", f"{BASE}{more}\n"))}
        if found != expected:
            failed += 1
            print(f"{more}: expected {sorted(expected)}, found {sorted(found)}")
    print(f"{len(CASES)} pairs, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
