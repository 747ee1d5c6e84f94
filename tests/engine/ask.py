#!/usr/bin/env python3
"""ask.py URL [BODY]: prints what the URL answers; with a body (JSON) it is posted. Exit status 1 unless the answer is 2xx."""

import sys
import urllib.error
import urllib.request

url, *body = sys.argv[1:]
request = urllib.request.Request(url)
if body:
    request = urllib.request.Request(url, body[0].encode(), {"Content-Type": "application/json"})
try:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        print(answer.read().decode())
except (urllib.error.URLError, OSError) as error:
    said = error.read().decode(errors="replace") if isinstance(error, urllib.error.HTTPError) else ""
    sys.exit(f"{url}: {error} {said}")
