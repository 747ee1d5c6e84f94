import os, re, sys
plain = lambda word: re.sub(rb"\\(\d{3}|\\)", lambda m: m[1] if m[1] == b"\\" else bytes([int(m[1], 8)]), word)
name, *words = [plain(os.fsencode(word)) for word in sys.argv[1:]]
text = open(name, "rb").read()
for kind, times, old, new in zip(*[iter(words)] * 4):
    if kind == b"append":
        text += (b"" if text[-1:] in b"\n" else b"\n") + old + b"\n"
        continue
    pattern = {b"regex": old, b"delete": b".*" + re.escape(old) + b".*\n?"}.get(kind, re.escape(old))
    groups = lambda m: re.sub(rb"\\([0-9\\])", lambda g: g[1] if g[1] == b"\\" else m[int(g[1])] or b"", new)
    text, found = re.subn(pattern, groups if kind == b"regex" else lambda m: new, text, flags=re.M)
    if found != int(times):
        sys.exit("%s: found %d times and not %d: %s" % (os.fsdecode(name), found, int(times), os.fsdecode(old)))
open(name, "wb").write(text)
