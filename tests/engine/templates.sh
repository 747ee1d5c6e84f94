#!/bin/bash
# templates.sh NAME: the standard library's template NAME with real packages: an image of it builds, starts with launch/run.sh
# under its safe defaults, and answers what its user asks. `run` calls it as templates:NAME, and for the quick ones as templates.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
# shellcheck source=server_checks.sh
. "$tests/server_checks.sh"
name=$1 area=templates:$1 # so its lines say how to run it alone
here="$BOXWRIGHT_TEST_TMP/a user's folder/$name" image=templates/$name-app:1
rm -rf "$here"; mkdir -p "$here"
base='python=3.11' # the tests' base of that family

## Words
spec() { printf '%s\n' "image $image {" "$@" '}' >"$here/model.box"; }
file() { cat >"$here/$1"; } # NAME, the text by standard input
build_options=()
builds() {
  check 'compiles' compile; needed
  [ -z "${target:-}" ] || { check 'its base is made' stand_in "$target"; needed; }
  check 'builds with launch/build.sh' build "${build_options[@]}"; needed
  check "the image's configuration is what a careful person would write" careful_config "$image"
}
# What it says while it works: a tool that wants to write where it may not, often only warns. What is fine is said by a
# pattern, with the reason where it is used.
is_quiet() { # TEXT [FINE]
  local said
  said=$(grep -iE 'permission|read-only|not writ|cannot (write|create)|could not|traceback|warn|error|fail' <<<"$1" | grep -vE "${2:-^$}" || true)
  same 'what it complains about' '' "$said"
}
logs_are_quiet() { is_quiet "$(launch logs.sh 2>&1)" "$@"; }

# A service, from its start to the first answer; the rest of its life is what the examples are for.
serves() { # PORT HEALTH-PATH PROOF [FINE]
  url=http://127.0.0.1:$1
  builds
  check "port $1 of this machine is free" port_is_free "$1"; needed
  check 'launch/run.sh starts it' starts; needed
  check "answers at port $1" comes_up 120 "$url$2"; needed
  check 'not root, read-only, no capabilities' confined "$(container)"
  check 'the health check inside the image agrees' healthy "$(container)"
  check 'it does its work' "$3"
  check 'its log has no complaints' logs_are_quiet "${4:-}"
  check 'launch/stop.sh stops it' stops_for_good
  check 'launch/remove.sh --image removes the image' removes_image
}
starts() { # one that stays in the foreground is sent to the background here
  case $name in
    jupyter) launch run.sh >"$BOXWRIGHT_TEST_TMP/foreground" 2>&1 & ;;
    *) launch run.sh ;;
  esac
  wait_for 30 is_there
}
# shellcheck disable=SC2317 # wait_for calls it
is_there() { docker ps -q | grep .; }
stops_for_good() { launch stop.sh; wait_for 60 has_ended; }

# A script that ends by itself: reads /data, writes /output, for a caller who is not root.
works() { # PROOF WORD…
  builds
  mkdir -p "$here/data" "$here/output"; chown 1234:1234 "$here/output"
  check 'launch/run.sh runs it to its end' "$@"
  check 'it is confined' script_is_confined
  check 'launch/remove.sh --image removes the image' removes_image
}
runs() { # WORD…: for whoever calls; prints what it printed
  launch_as 1234 run.sh "$@" >"$here/said" 2>"$here/complaints" || { cat "$here/said" "$here/complaints"; return 1; }
  is_quiet "$(cat "$here/said" "$here/complaints")" "${fine:-}" # what is fine is the caller's
  cat "$here/said"
}
script_is_confined() {
  local said
  said=$(launch_as 1234 shell.sh 2>&1 <<<"cat /proc/self/status; $try_to_write")
  is_confined "$said"; could_not_write "$said"
}
owned_by_caller() { # FILE
  same "the owner of $1" 1234 "$(stat -c %u "$here/$1")"
}

## Services
fastapi() {
  spec "  use fastapi $base requirements=requirements.txt workers=2" '  copy main.py -> /app/'
  echo 'python-multipart==0.0.20' | file requirements.txt # what FastAPI needs for forms and files
  file main.py <<'END_OF_FILE'
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.get("/greet")
def greet(name: str) -> str:
    return f"hello {name}"


@app.post("/size")
async def size(file: UploadFile) -> int:
    return len(await file.read())
END_OF_FILE
  serves 8000 /openapi.json greets
}
greets() {
  same 'a greeting' '"hello you"' "$(answers "$url/greet?name=you")"
  refused answers "$url/greet" # without the parameter
  head -c 3000000 /dev/zero >"$here/upload" # more than is kept in memory
  same 'the size of an upload' 3000000 "$(curl -sS --noproxy '*' -F "file=@$here/upload" "$url/size")"
}

streamlit() {
  spec "  use streamlit $base" '  copy app.py -> /app/'
  file app.py <<'END_OF_FILE'
import streamlit

@streamlit.cache_data(persist=True)
def double(number):
    return 2 * number

streamlit.title(f"twice is {double(streamlit.number_input('number', value=21))}")
END_OF_FILE
  serves 8501 /_stcore/health shows_page
}
# The page's content comes through a web socket; Streamlit's own test driver runs the script as a visitor's browser would.
shows_page() {
  holds 'the page' "$(answers "$url/")" '<title>Streamlit</title>'
  docker exec "$(container)" python3 -c '
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("/app/app.py", default_timeout=60).run()
assert not app.exception, app.exception
assert app.title[0].value == "twice is 42", app.title
'
  refused grep 'Network URL' <(launch logs.sh 2>&1) # it would have asked outside hosts for its address at its start, for 20 s
}

gradio() {
  spec "  use gradio $base" '  copy app.py -> /app/'
  file app.py <<'END_OF_FILE'
import gradio

def write(text):
    path = "/tmp/answer.txt"
    with open(path, "w") as file:
        file.write(text.upper())
    return text.upper(), path

gradio.Interface(write, "text", ["text", "file"]).launch()
END_OF_FILE
  serves 7860 / predicts
}
predicts() { # as Gradio's client does: a call, then its events; and the file that it made
  local event said path
  event=$(answers "$url/gradio_api/call/write" '{"data": ["abc"]}' | sed -n 's/.*"event_id":"\([^"]*\)".*/\1/p')
  said=$(answers "$url/gradio_api/call/write/$event")
  holds 'the answer' "$said" '["ABC"'
  path=$(sed -n 's/.*"url": *"\([^"]*\)".*/\1/p' <<<"$said")
  same 'the file' ABC "$(answers "$path")"
}

jupyter() {
  spec "  use jupyter $base"
  mkdir "$here/notebooks"; chown 1234:1234 "$here/notebooks"
  # The refused request is ours; what the kernel warns of stays inside the container.
  serves 8888 /api works_with_notebooks 'Forbidden|TCP without encryption'
}
works_with_notebooks() { # saved, run by a kernel that the page starts, and run as a whole
  local token kernel api=$url/api
  token=$(launch logs.sh 2>&1 | sed -n 's/.*token=\([0-9a-f]*\).*/\1/p' | head -n 1)
  refused answers "$api/contents"
  asks() { curl -sSf --noproxy '*' -H "Authorization: token $token" "$@"; }
  asks -X PUT "$api/contents/first.ipynb" -d '{"type": "notebook", "format": "json", "content": {"metadata": {}, "nbformat": 4,
    "nbformat_minor": 5, "cells": [{"id": "a", "cell_type": "code", "metadata": {}, "execution_count": null, "outputs": [],
    "source": "open(\"made\", \"w\").write(str(6 * 7))"}]}}' >/dev/null
  owned_by_caller notebooks/first.ipynb
  kernel=$(asks -X POST "$api/kernels" | sed -n 's/^{"id": *"\([^"]*\)".*/\1/p')
  # shellcheck disable=SC2317 # wait_for calls it
  kernel_runs() { asks "$api/kernels/$kernel" | grep -E '"execution_state": *"(idle|starting)"'; }
  wait_for 30 kernel_runs
  docker exec "$(container)" jupyter execute first.ipynb
  same 'what the notebook wrote' 42 "$(cat "$here/notebooks/made")"
}

mlflow() {
  spec "  use mlflow $base"
  mkdir "$here/mlflow"; chown 1234:1234 "$here/mlflow"
  serves 5000 /health tracks DeprecationWarning # its own use of its packages
}
tracks() { # by the protocol of its client; the artifact is a file in the caller's folder then
  local experiment run api=$url/api/2.0/mlflow
  experiment=$(answers "$api/experiments/create" '{"name": "first"}' | tr -dc 0-9)
  run=$(answers "$api/runs/create" "{\"experiment_id\": \"$experiment\"}" | sed -n 's/.*"run_id": *"\([^"]*\)".*/\1/p' | head -n 1)
  answers "$api/runs/log-metric" "{\"run_id\": \"$run\", \"key\": \"loss\", \"value\": 0.25, \"timestamp\": 1}"
  holds 'the run' "$(answers "$api/runs/get?run_id=$run")" 0.25
  curl -sSf --noproxy '*' -T - "$url/api/2.0/mlflow-artifacts/artifacts/$experiment/$run/artifacts/note.txt" <<<'kept'
  same 'the artifact' kept "$(cat "$here/mlflow/artifacts/$experiment/$run/artifacts/note.txt")"
  holds 'the page' "$(answers "$url/")" MLflow
  owned_by_caller mlflow/mlflow.db
}

bentoml() {
  spec "  use bentoml $base service=service:Upper" '  copy service.py -> /app/'
  file service.py <<'END_OF_FILE'
import bentoml


@bentoml.service
class Upper:
    @bentoml.api
    def upper(self, text: str) -> str:
        return text.upper()
END_OF_FILE
  serves 3000 /livez answers_in_capitals
}
answers_in_capitals() {
  same 'the answer' ABC "$(answers "$url/upper" '{"text": "abc"}')"
  holds 'the metrics' "$(answers "$url/metrics")" bentoml_service
}

mlem() { serves_model fastapi /interface.json classifies; }
mlem-sagemaker() { serves_model sagemaker /ping is_invoked; }
serves_model() { # SERVER HEALTH-PATH PROOF
  spec "  use mlem $base server=$1 requirements=requirements.txt"
  check 'mlem save makes a model' saves_model; needed
  serves 8080 "$2" "$3"
}
saves_model() { # with the versions of the image
  local tool=$BOXWRIGHT_TEST_TMP/mlem version pins=()
  read -ra pins < <(sed -n 's/^  pip \(isort==.*\)/\1/p' "$top/stdlib/mlem.box")
  version=$(sed -n 's/^template mlem .* version=\([0-9.]*\).*/\1/p' "$top/stdlib/mlem.box")
  printf '%s\n' scikit-learn==1.2.2 numpy==1.24.4 >"$here/requirements.txt"
  /usr/bin/python3 -m venv "$tool"
  "$tool/bin/pip" install -q --no-cache-dir "mlem[fastapi]==$version" "${pins[@]}" -r "$here/requirements.txt"
  (cd "$here" && MLEM_NO_ANALYTICS=true "$tool/bin/python" -c '
from mlem.api import save
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier
x, y = load_iris(return_X_y=True)
save(DecisionTreeClassifier(random_state=0).fit(x, y), "model", sample_data=x)
')
  [ -f "$here/model.mlem" ]
}
classifies() {
  holds 'its interface' "$(answers "$url/interface.json")" predict
  same 'the class' '[0]' "$(answers "$url/predict" '{"data": [[5.1, 3.5, 1.4, 0.2]]}')"
}

is_invoked() { # and once more as SageMaker starts it: `serve` behind the image, a root file system that may be written to
  local by_sagemaker
  invoked "$url"
  by_sagemaker=$(docker run -d -p 127.0.0.1:8090:8080 "$image" serve)
  wait_for 60 answers http://127.0.0.1:8090/ping || { docker logs "$by_sagemaker"; return 1; }
  invoked http://127.0.0.1:8090
  docker rm -f "$by_sagemaker"
}
invoked() { same 'the class' '[0]' "$(answers "$1/invocations" '{"data": [[5.1, 3.5, 1.4, 0.2]]}')"; } # URL

# A page that Node builds, for nginx: both bases are stand-ins with Debian's own packages of them.
node-frontend() {
  check 'its bases are there' "$tests/bases" node nginx-unprivileged; needed
  spec '  use node-frontend'
  mkdir "$here/src"
  echo '<!doctype html><title>Numbers</title><p id=said></p><script src=main.js></script>' | file index.html
  file src/main.js <<'END_OF_FILE'
import pad from 'left-pad';

const said = `seven is ${pad(7, 3)}`;
if (typeof document === 'undefined') console.log(said);
else document.getElementById('said').textContent = said;
END_OF_FILE
  file package.json <<'END_OF_FILE'
{
  "name": "frontend",
  "private": true,
  "scripts": {"build": "esbuild src/main.js --bundle --minify --outfile=dist/main.js && cp index.html dist/"},
  "dependencies": {"left-pad": "1.3.0"},
  "devDependencies": {"esbuild": "0.25.12"}
}
END_OF_FILE
  check 'npm makes package-lock.json' locks_packages; needed
  # The base's program says that it leaves its configuration alone; the file that is not there, we ask for.
  serves 8080 / shows_built_page 'can not modify /etc/nginx|No such file or directory.*GET /package.json'
}
locks_packages() { # the base is the tests' own, and trusts whom this machine trusts
  docker run --rm --network host -v "$here:/work" -w /work node:22-bookworm-slim npm install --package-lock-only --no-audit
  grep -q '"node_modules/esbuild"' "$here/package-lock.json"
}
shows_built_page() {
  holds 'the page' "$(answers "$url/")" '<title>Numbers</title>'
  answers "$url/main.js" >"$here/served.js"
  same 'what its script says' 'seven is   7' "$(docker run --rm -i --network none node:22-bookworm-slim node - <"$here/served.js")"
  refused answers "$url/package.json"
  refused docker exec "$(container)" which node npm
}

# A model behind HTTP. Its weights are made here: the encoder's by chance, and a classifier that always answers the same.
transformers-server() {
  debian_torch
  spec '  use transformers-server task=text-classification torch=1.13 python=3.11 transformers=4.46.3' \
    '  python(system-packages) 3.11' '  apt python3-torch' "  weights model -> /models/transformers-server-app"
  check 'a tiny model with random weights' make_model; needed
  serves 8000 /health classifies_text
}
make_model() { # config.json, vocab.txt and the weights as safetensors: a header of JSON behind its length, then the numbers
  python3 - "$here/model" <<'END_OF_FILE'
import json, pathlib, random, struct, sys

folder = pathlib.Path(sys.argv[1])
folder.mkdir()
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "fine", "day", "grey"]
size, inner = 16, 32
folder.joinpath("config.json").write_text(json.dumps({
    "model_type": "bert", "architectures": ["BertForSequenceClassification"], "vocab_size": len(words), "hidden_size": size,
    "intermediate_size": inner, "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 32,
    "type_vocab_size": 2, "id2label": {"0": "DULL", "1": "BRIGHT"}, "label2id": {"DULL": 0, "BRIGHT": 1}}))
folder.joinpath("tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True}))
folder.joinpath("vocab.txt").write_text("\n".join(words) + "\n")

shapes = {
    "embeddings.word_embeddings.weight": [len(words), size], "embeddings.position_embeddings.weight": [32, size],
    "embeddings.token_type_embeddings.weight": [2, size], "pooler.dense.weight": [size, size], "pooler.dense.bias": [size],
}
layer = "encoder.layer.0."
for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
    shapes |= {layer + name + ".weight": [size, size], layer + name + ".bias": [size]}
shapes |= {layer + "intermediate.dense.weight": [inner, size], layer + "intermediate.dense.bias": [inner],
           layer + "output.dense.weight": [size, inner], layer + "output.dense.bias": [size]}
for name in ("embeddings.LayerNorm", layer + "attention.output.LayerNorm", layer + "output.LayerNorm"):
    shapes |= {name + ".weight": [size], name + ".bias": [size]}

random.seed(1)
header, data = {"__metadata__": {"format": "pt"}}, b""


def add(name, shape, values):
    global data
    packed = struct.pack(f"<{len(values)}f", *values)
    header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
    data += packed


for name, shape in shapes.items():
    count = shape[0] * (shape[1] if len(shape) == 2 else 1)
    add("bert." + name, shape, [random.gauss(0, 0.5) for _ in range(count)])
add("classifier.weight", [2, size], [0.0] * 2 * size)
add("classifier.bias", [2], [-1.0, 2.0])
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
folder.joinpath("model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
END_OF_FILE
}
classifies_text() { # e^2 / (e^2 + e^-1)
  holds 'the answer' "$(answers "$url/predict" '{"inputs": "a fine day"}')" '[{"label":"BRIGHT","score":0.95257'
  holds 'two of them' "$(answers "$url/predict" '{"inputs": "a grey day", "parameters": {"top_k": 2}}')" '{"label":"DULL","score":0.04742'
  holds 'several' "$(answers "$url/predict" '{"inputs": ["fine", "grey"]}')" '},{"label":"BRIGHT"'
  refused answers "$url/predict" '{}'
}

# The server is Triton's own, which a wheel brings with its backend for Python; the base around it is made here.
triton() {
  local target=tritonserver model=$here/models/double
  spec '  use triton device=cpu'
  mkdir -p "$model/1"
  file models/double/config.pbtxt <<'END_OF_FILE'
backend: "python"
input [{ name: "numbers" data_type: TYPE_FP32 dims: [ -1 ] }]
output [{ name: "doubled" data_type: TYPE_FP32 dims: [ -1 ] }]
END_OF_FILE
  file models/double/1/model.py <<'END_OF_FILE'
import triton_python_backend_utils as triton


class TritonPythonModel:
    def execute(self, requests):
        numbers = [triton.get_input_tensor_by_name(request, "numbers").as_numpy() for request in requests]
        return [triton.InferenceResponse([triton.Tensor("doubled", 2 * one)]) for one in numbers]
END_OF_FILE
  serves 8000 /v2/health/ready infers 'NVML|DCGM' # there are no graphics cards
}
infers() {
  holds 'twice the numbers' "$(answers "$url/v2/models/double/infer" '{"inputs": [{"name": "numbers", "shape": [2], "datatype": "FP32", "data": [1, 2]}]}')" '"data":[2.0,4.0]'
  holds 'the metrics' "$(answers http://127.0.0.1:8002/metrics)" 'nv_inference_request_success{model="double",version="1"} 1'
}

# So is TorchServe; what its handler computes needs no torch.
torchserve() {
  local target=torchserve-server
  spec '  use torchserve'
  mkdir "$here/model-store"
  /usr/bin/python3 - "$here/model-store/capitals.mar" <<'END_OF_FILE'
import json
import sys
import zipfile

handler = """
def handle(data, context):
    return [one["body"].upper() for one in data] if data else None
"""
model = {"modelName": "capitals", "handler": "handler.py", "modelVersion": "1.0"}
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    said = {"createdOn": "01/01/2026 00:00:00", "runtime": "python", "model": model, "archiverVersion": "0.12.0"}
    archive.writestr("MAR-INF/MANIFEST.json", json.dumps(said))
    archive.writestr("handler.py", handler)
END_OF_FILE
  # It looks for graphics cards, and whoever may manage it, which is nobody outside the container, may load any model.
  serves 8080 /ping predicts_capitals 'getCallerClass|(nvidia|xpu)-smi|allowed_urls'
}
predicts_capitals() {
  # The workers start after the server does.
  wait_for 60 predicted
  same 'the answer' ABC "$(predicted)"
  holds 'the metrics' "$(answers http://127.0.0.1:8082/metrics)" 'ts_queue_latency_microseconds{model_name="capitals"'
  refused answers http://127.0.0.1:8081/models # managed from inside only
}
predicted() { curl -sSf --noproxy '*' "$url/predictions/capitals" -H 'Content-Type: text/plain' -d abc; }

## Scripts
scikit-learn() {
  spec "  use scikit-learn $base script=train.py" '  copy train.py -> /app/'
  file train.py <<'END_OF_FILE'
import sys

import joblib
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

x, y = load_iris(return_X_y=True)
forest = RandomForestClassifier(int(sys.argv[1]), random_state=0)
scores = cross_val_score(forest, x, y, n_jobs=2)  # processes with memory in common
joblib.dump(forest.fit(x, y), "/output/forest.joblib")
print(open("/data/name.txt").read().strip(), scores.mean() > 0.9)
END_OF_FILE
  works trains
}
trains() {
  echo iris >"$here/data/name.txt"
  same 'what it says' 'iris True' "$(runs 20)"
  owned_by_caller output/forest.joblib
}

onnxruntime() {
  spec "  use onnxruntime $base script=detect.py requirements=requirements.txt" '  copy detect.py -> /app/'
  echo 'onnx==1.19.1' | file requirements.txt
  file detect.py <<'END_OF_FILE'
import numpy
import onnxruntime
from onnx import TensorProto, helper

shape = helper.make_tensor_value_info
graph = helper.make_graph(
    [helper.make_node("Add", ["a", "a"], ["b"])], "double",
    [shape("a", TensorProto.FLOAT, [3])], [shape("b", TensorProto.FLOAT, [3])])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
print(session.run(None, {"a": numpy.array([1, 2, 3], dtype=numpy.float32)})[0].tolist())
END_OF_FILE
  works doubles
}
doubles() { same 'twice the numbers' '[2.0, 4.0, 6.0]' "$(runs)"; }

r() {
  spec '  use r script=analyse.R packages=[r-cran-survival]' '  copy analyse.R -> /app/'
  file analyse.R <<'END_OF_FILE'
library(survival)
fit <- survfit(Surv(time, status) ~ 1, data = lung)
pdf("/output/curve.pdf")
plot(fit)
invisible(dev.off())
cat(commandArgs(trailingOnly = TRUE), unname(summary(fit)$table["median"]), "\n")
END_OF_FILE
  works plots_curve
}
plots_curve() {
  same 'the median' 'lung 310 ' "$(runs lung)"
  [ -s "$here/output/curve.pdf" ]; owned_by_caller output/curve.pdf
}

# A project as uv itself makes it: a command of its own, a package that it needs, and the lock.
uv() {
  spec '  use uv python=3.11' '  env(build) UV_SYSTEM_CERTS=1' '  entrypoint spell'
  check 'uv makes a project and locks it' makes_project; needed
  works spells
}
makes_project() { # by the uv that Boxwright itself takes
  local tool=$BOXWRIGHT_TEST_TMP/uv version
  version=$(/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["uv"]["version"])' "$top/stdlib/pythons.json")
  /usr/bin/python3 -m venv "$tool"
  "$tool/bin/pip" install -q --no-cache-dir "uv==$version"
  export UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
  "$tool/bin/uv" init -q --package --vcs none --python /usr/bin/python3 --name spell "$here"
  cat >"$here/src/spell/__init__.py" <<'END_OF_FILE'
import sys

import humanize


def main() -> None:
    print(humanize.intword(int(sys.argv[1])))
END_OF_FILE
  (cd "$here" && "$tool/bin/uv" add -q --no-sync --python /usr/bin/python3 humanize==4.12.3)
  [ -s "$here/uv.lock" ]
}
spells() {
  same 'what it says' '12.3 million' "$(runs 12345678)"
  refused runs
}

jax() {
  spec "  use jax $base version=0.4.35 device=cpu" '  copy train.py -> /app/' '  entrypoint python3 train.py'
  file train.py <<'END_OF_FILE'
import jax

print(jax.jit(jax.grad(lambda x: x**3))(2.0), jax.devices())
END_OF_FILE
  works derives
}
derives() { same 'a derivative' '12.0 [CpuDevice(id=0)]' "$(runs)"; }

# The index that PyTorch has of its own is the tests' server, and what that serves no more than a stub. Debian's package is
# the real thing: a row beside the spec says so, and the image's own rows say how Debian's is had.
debian_torch() {
  file boxwright.cuda.json <<'END_OF_FILE'
{"rows": [{"framework": "torch", "version": "1.13.1", "device": "cpu", "python": ["3.11"], "base": "debian:bookworm-slim", "requirement": "torch>=1.13.0a0", "source": "https://packages.debian.org/bookworm/python3-torch", "verified": "source"}]}
END_OF_FILE
}
pytorch() {
  debian_torch
  spec '  use pytorch version=1.13 device=cpu' '  python(system-packages) 3.11' '  apt python3-torch' '  copy train.py -> /app/' \
    '  entrypoint python3 train.py'
  file train.py <<'END_OF_FILE'
import sys

import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 64).reshape(-1, 1)
model = torch.nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for _ in range(int(sys.argv[1])):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(x), 3 * x).backward()
    optimizer.step()
torch.save(model.state_dict(), "/output/line.pt")
print(torch.__version__.split("a")[0], round(model.weight.item(), 2))
END_OF_FILE
  works fits_line
}
fits_line() {
  same 'the release and the slope' '1.13.0 3.0' "$(runs 100)"
  owned_by_caller output/line.pt
}

# A model of a hub that asks for a token: the tests' server is one. What is asked of it at build time is all it is asked.
huggingface() {
  local host=hub.example.org
  debian_torch
  spec '  use huggingface model=tests/tiny rev=0123456789abcdef0123456789abcdef01234567 gated=yes torch=1.13 transformers=4.46.3 python=3.11' \
    '  arg REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt' '  python(system-packages) 3.11' '  apt ca-certificates python3-torch' \
    '  copy classify.py -> /app/' '  entrypoint python3 classify.py'
  file classify.py <<'END_OF_FILE'
import os
import sys

from transformers import pipeline

answer = pipeline("text-classification", model=os.environ["MODEL"])(sys.argv[1])[0]
print(answer["label"], round(answer["score"], 3))
END_OF_FILE
  check 'a tiny model with random weights' make_model; needed
  mkdir -p "$dir/payload/$host/tests"
  rm -rf "$dir/payload/$host/tests/tiny"; mv "$here/model" "$dir/payload/$host/tests/tiny"
  HF_TOKEN=$(cut -d: -f2 "$dir/payload/$host/.password"); export HF_TOKEN
  build_options=(--build-arg "HF_ENDPOINT=https://$host")
  works classifies_offline
}
classifies_offline() {
  local fine='Hardware accelerator|device argument' # it says that it takes the processor
  same 'the answer' 'BRIGHT 0.953' "$(runs 'a fine day')"
  refused grep -r "$HF_TOKEN" "$here/launch" "$here/Dockerfile"
  [[ $(docker history --no-trunc "$image") != *"$HF_TOKEN"* ]]
}

tensorflow() {
  spec "  use tensorflow $base version=2.18 device=cpu" '  copy train.py -> /app/' '  entrypoint python3 train.py'
  file train.py <<'END_OF_FILE'
import numpy
import tensorflow

x = numpy.linspace(-1, 1, 64, dtype="float32").reshape(-1, 1)
model = tensorflow.keras.Sequential([tensorflow.keras.Input((1,)), tensorflow.keras.layers.Dense(1)])
model.compile(optimizer=tensorflow.keras.optimizers.SGD(0.5), loss="mse")
model.fit(x, 3 * x, epochs=50, verbose=0)
model.save("/output/line.keras")
print(round(float(model.layers[-1].kernel[0, 0]), 2))
END_OF_FILE
  works learns_line
}
learns_line() {
  local fine='round-off errors' # what oneDNN says of itself
  same 'the slope' 3.0 "$(runs)"
  owned_by_caller output/line.keras
}

case $name in
  jupyter | mlflow) become 1234 ;; # for these, what is written belongs to whoever calls launch/run.sh
esac
case $name in
  fastapi | streamlit | gradio | jupyter | mlflow | bentoml | mlem | mlem-sagemaker | scikit-learn | onnxruntime | r | jax | pytorch | tensorflow | uv | node-frontend | transformers-server | huggingface | triton | torchserve) "$name" ;;
  *) echo "no template is called $name here"; exit 1 ;;
esac
