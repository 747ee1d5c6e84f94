#!/bin/bash
# The dashboard: its page and its health endpoint on the published port, and a script that runs through without an error.
# shellcheck source=../checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../checks.sh"
# shellcheck source=../server_checks.sh
. "$tests/server_checks.sh"

page() {
  local said; said=$(answers "$url/")
  holds 'the page' "$said" '<title>Streamlit</title>'
  same 'the health endpoint' ok "$(answers "$url/_stcore/health")"
}
# The page's content comes through a web socket; Streamlit's own test driver runs the script as a visitor's browser would.
content() {
  docker exec "$(container)" python -c '
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("/app/app.py", default_timeout=60).run()
assert not app.exception, app.exception
print(app.title[0].value, [metric.label for metric in app.metric])
assert app.title[0].value == "Video-game sales" and len(app.metric) == 4
'
}

asks_nobody() { # for its own address, which costs 20 s where nobody answers: it prints what it knows of itself
  local said; said=$(launch logs.sh 2>&1)
  holds 'what it says at its start' "$said" 'URL: http://localhost:8501'
  [[ $said != *'Network URL'* ]] || { echo "$said"; return 1; }
}

begin
server_starts 8081 /_stcore/health
check 'the dashboard shows its page' page
check 'it asked no outside host for its address' asks_nobody
check 'the script computes the sales' content
server_ends 8081 /_stcore/health page
