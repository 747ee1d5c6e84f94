#!/bin/bash
# What cannot be had here, on a stand-in for its base under the real name: the templates vllm, triton, torchserve, mhub and
# conda, and the statements conda and apk. In the place of each server or package manager is a program that notes its
# arguments, environment, user and mounts, so that what a spec means is seen where it arrives.
# stand_ins.sh NAME: only one of them; `run` calls it as stand_ins:NAME.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
# shellcheck source=server_checks.sh
. "$tests/server_checks.sh"
export BOXWRIGHT_TEST_DROP_GPUS=1 BOXWRIGHT_TEST_HEALTH=2s
served=$dir/payload/files.example.org/stand-ins
revision=0123456789abcdef0123456789abcdef01234567 password=open-sesame-4711 # of the model at hub.example.org
rm -rf "$served"; mkdir -p "$served"

## Words
spec() { # NAME LINE…
  area=stand_ins:$1 here="$BOXWRIGHT_TEST_TMP/a user's folder/$1" image=stand-ins/$1:1; shift
  rm -rf "$here"; mkdir -p "$here"
  printf '%s\n' "image $image {" "$@" '}' >"$here/model.box"
}
builds() { # TARGET OPTION…
  local target=$1; shift
  compile; stand_in "$target"; build "$@"
}
# Runs a launch script with a `docker` that notes what it is asked to run.
asking() { # COMMAND…
  local docker=$BOXWRIGHT_TEST_TMP/asking/docker
  mkdir -p "${docker%/*}"
  # shellcheck disable=SC2016 # the script's own text
  printf '#!/bin/sh\n[ "$1" != run ] || printf "%%s\\n" "$@" >"%s"\nexec "%s" "$@"\n' "$BOXWRIGHT_TEST_TMP/asked" "$tests/client/docker" >"$docker"
  chmod 755 "$docker"
  DOCKER=$docker "$@"
}
asked_for() { grep -qxF -e "$1" "$BOXWRIGHT_TEST_TMP/asked" || { echo "no $1 in:"; cat "$BOXWRIGHT_TEST_TMP/asked"; return 1; }; }
# What the note of a stand-in says, by an expression of Python over it.
noted() { /usr/bin/python3 -c 'import json, sys; said = json.load(open(sys.argv[1])); print(json.dumps(eval(sys.argv[2])))' "$here/note" "$1"; }
says() { same "$1" "$2" "$(noted "$1")"; } # EXPRESSION JSON
is_called() { # WORD…: with just these arguments
  same 'the arguments' "$(/usr/bin/python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@")" "$(noted 'said["arguments"]')"
}
has_no_secret() { # in the image or in how the container was started
  local said; said=$(asked "$image" '{{json .Config}}'; docker history --no-trunc "$image"; cat "$BOXWRIGHT_TEST_TMP/asked")
  [[ $said != *"$password"* ]] || { echo 'the token is there'; return 1; }
}

## Servers
# serves TARGET PORT HEALTH-PATH PROOF: built already; from its start under the safe defaults to its end.
serves() {
  url=http://127.0.0.1:$2
  check "port $2 of this machine is free" port_is_free "$2"; needed
  check 'launch/run.sh starts it' asking "${launcher[@]}" run.sh; needed
  check "answers at port $2" comes_up 60 "$url$3"; needed
  check 'not root, read-only, no capabilities' confined "$(container)"
  check 'the health check inside the image agrees' healthy "$(container)"
  answers "$url/note" >"$here/note"
  check 'arguments, environment, mounts and files are what the spec means' "$4"
  check 'launch/stop.sh stops it' launch stop.sh
  check 'launch/remove.sh --image removes the image' launch remove.sh --image
}
launcher=(launch)
# What holds for all of them, whoever they run as.
is_at_home() { # UID HOME
  says 'said["uid"]' "$1"
  says 'said["environment"]["HOME"]' "\"$2\""
  says 'said["capabilities"]' 0
  says 'said["mounts"]["/"][1]' '"ro"'
  says '[name for name, can in said["writable"].items() if not can]' '["/"]' # every folder for caches and temporary files can
}
sum_of() { sha256sum "$1" | cut -d' ' -f1; }

vllm() {
  spec vllm "  use vllm model=tiny/model rev=$revision gated=yes length=8192 parallel=2"
  check 'builds with launch/build.sh, the model from a hub that asks for a token' with_token builds vllm \
    --build-arg HF_ENDPOINT=https://hub.example.org; needed
  serves vllm 8000 /health serves_baked_model
}
with_token() { HF_TOKEN=$password "$@"; }
serves_baked_model() {
  is_called vllm serve /models/vllm --served-model-name tiny/model --host 0.0.0.0 --port 8000 --tensor-parallel-size 2 --max-model-len 8192
  is_at_home 10001 /home/app
  says 'sorted(said["files"]["/models/vllm"])' '["/models/vllm/config.json", "/models/vllm/model.safetensors", "/models/vllm/pytorch_model.bin"]'
  says '[name for name, digest in said["files"]["/models/vllm"].items() if not digest]' '[]'
  says 'said["environment"]["VLLM_NO_USAGE_STATS"]' '"1"'
  says 'said["environment"]["HF_HUB_OFFLINE"]' '"1"'
  says '[name for name in said["environment"] if "TOKEN" in name]' '[]'
  says 'said["folder"]' '"/vllm-workspace"'
  asked_for --gpus=all; asked_for --shm-size; asked_for 8g
  has_no_secret
}

vllm-later() {
  spec vllm-later "  use vllm model=tiny/model rev=$revision gated=yes bake=no port=8123"
  check 'builds without the model' builds vllm; needed
  # Whoever launches it is not root: the folder for models is theirs.
  mkdir -p "$BOXWRIGHT_TEST_TMP/a user's folder/.cache/huggingface"
  chown -R 1234:1234 "$BOXWRIGHT_TEST_TMP/a user's folder/.cache"
  launcher=(with_token launch_as 1234)
  serves vllm 8123 /health serves_downloaded_model
  launcher=(launch)
}
serves_downloaded_model() {
  local kept="$BOXWRIGHT_TEST_TMP/a user's folder/.cache/huggingface/.stand-in"
  is_called vllm serve tiny/model --revision "$revision" --host 0.0.0.0 --port 8123 --tensor-parallel-size 1
  is_at_home 1234 /tmp/home
  says 'said["environment"]["HF_HOME"]' '"/cache/hf"'
  says 'said["environment"].get("HF_HUB_OFFLINE")' null # it downloads
  says 'said["environment"]["HF_TOKEN"]' "\"$password\"" # given at the start, by its name alone
  same 'what it keeps, and whose it is' 'kept 1234' "$(cat "$kept") $(stat -c %u "$kept")"
  asked_for --gpus=all; asked_for HF_TOKEN
  has_no_secret
}

triton() {
  spec triton '  use triton'
  mkdir -p "$here/models/detector/1"
  echo 'backend: "onnxruntime"' >"$here/models/detector/config.pbtxt"; echo weights >"$here/models/detector/1/model.onnx"
  chmod -R go= "$here/models" # as some people keep their files
  check 'builds with launch/build.sh' builds triton; needed
  serves triton 8000 /v2/health/ready serves_repository
}
serves_repository() {
  is_called tritonserver --model-repository=/models --http-port=8000 --grpc-port=8001 --metrics-port=8002
  is_at_home 10001 /home/app
  says 'said["files"]["/models"]' "{\"/models/detector/1/model.onnx\": \"$(sum_of "$here/models/detector/1/model.onnx")\", \"/models/detector/config.pbtxt\": \"$(sum_of "$here/models/detector/config.pbtxt")\"}"
  same 'published ports' 3 "$(grep -cx '127.0.0.1:800[012]:800[012]' "$BOXWRIGHT_TEST_TMP/asked")"
  asked_for --gpus=all; asked_for 1g
}

torchserve() {
  spec torchserve '  use torchserve models=classifier=classifier.mar'
  mkdir "$here/model-store"; echo archive >"$here/model-store/classifier.mar"
  check 'builds with launch/build.sh' builds torchserve; needed
  serves torchserve 8080 /ping serves_archive
}
serves_archive() {
  is_called torchserve --start --foreground --ncs --ts-config /etc/torchserve/config.properties --model-store /models --models classifier=classifier.mar
  is_at_home 1000 /home/model-server
  says 'said["files"]["/models"]' "{\"/models/classifier.mar\": \"$(sum_of "$here/model-store/classifier.mar")\"}"
  says 'said["texts"]["/etc/torchserve/config.properties"].split()' \
    '["inference_address=http://0.0.0.0:8080", "management_address=http://127.0.0.1:8081", "metrics_address=http://0.0.0.0:8082", "metrics_mode=prometheus", "disable_token_authorization=true"]'
  says '[said["environment"][name] for name in ("TEMP", "LOG_LOCATION", "METRICS_LOCATION")]' '["/tmp", "/tmp/logs", "/tmp/metrics"]'
  says 'said["folder"]' '"/tmp"' # where it keeps its key file
  refused asked_for --gpus=all # a CPU is what is asked for
}

## MHub: a model whose one module takes the notes; its repository is named at the build, as its contribution guide does
mhub() {
  spec mhub '  use mhub' '  allow unpinned mhubai/* "a test"'
  make_model_repository
  mkdir "$here/input" "$here/output"; echo scan >"$here/input/scan.nii"; chown 4321:4321 "$here/output"
  check 'builds with launch/build.sh, the model from a repository that is named there' builds_model; needed
  check 'launch/run.sh runs the workflow to its end' asking launch run.sh; needed
  cp "$here/output/scan/note.json" "$here/note"
  check 'arguments, environment and mounts are what the spec means' runs_workflow
  check 'launch/run-test.sh asks for the test of MHub' asks_for_test
}
make_model_repository() {
  local work=$BOXWRIGHT_TEST_TMP/models model
  model=$work/models/mhub
  mkdir -p "$model/config" "$model/utils"
  echo '{"name": "mhub"}' >"$model/meta.json"
  printf 'execute:\n- Notes\n' >"$model/config/default.yml"
  cp "$tests/stand_ins/server" "$model/utils/stand_in.py"
  cat >"$model/utils/__init__.py" <<'END'
import json
import sys

from mhubio.core import IO
from mhubio.modules.runner.ModelRunner import ModelRunner

from .stand_in import note


class Notes(ModelRunner):
    @IO.Instance()
    @IO.Input("scan", "nifti")
    @IO.Output("kept", "note.json", "json")
    def task(self, instance, scan, kept):
        with open(kept.abspath, "w") as file:
            json.dump(note(["mhub.run", *sys.argv[1:]]), file)
END
  git init -q -b trial "$work"
  git -C "$work" add .
  git -C "$work" -c user.name=Tests -c user.email=tests@example.org commit -q -m 'A model'
  git clone -q --bare "$work" "$served/models.git"
}
builds_model() { compile; build --build-arg MHUB_MODELS_REPO=https://files.example.org/stand-ins/models.git::trial; }
runs_workflow() {
  is_called mhub.run --workflow default
  says 'said["uid"]' 0
  says 'said["capabilities"]' 2 # DAC_OVERRIDE, as the template says
  says 'said["networks"]' '["lo"]'
  says '[said["mounts"][place][1] for place in ("/", "/app/data/input_data", "/app/data/output_data", "/app/data", "/app/tmp")]' '["ro", "ro", "rw", "rw", "rw"]'
  says 'said["environment"]["PYTHONPATH"]' '"/app"'
  says 'said["folder"]' '"/app"'
  says '[name for name, can in said["writable"].items() if not can and name not in ("/", "HOME")]' '[]'
  asked_for --gpus=all
}
asks_for_test() { # the stand-in has none
  refused asking launch run-test.sh
  asked_for --entrypoint=mhub.test
}

## Package managers
# called NUMBER WORD…: the NUMBERth call had just these words.
called() {
  local number=$1; shift
  same "call $number" "$(printf '%s\n' "$@")" "$(in_image cat "/noted/$number/arguments")"
  same 'who called' 0 "$(in_image cat "/noted/$number/uid")"
}
calls() { same 'calls' "$1" "$(in_image ls /noted | wc -l)"; } # NUMBER
in_image() { local program=$1; shift; docker run --rm --network none --entrypoint "$program" "$image" "$@"; }
# Nothing of the packages' archives stays: a mount kept them, or else the tool cleaned up.
keeps_no_packages() { # CALL
  same 'archives in the image' '' "$(in_image sh -c 'ls -A /opt/conda/pkgs 2>/dev/null || true')"
  if [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ]; then
    holds 'mounts of the step' "$(in_image cat "/noted/$1/mounts")" ' /opt/conda/pkgs '
  fi
}

conda() {
  spec conda '  use conda' '  copy map.py -> /app/' '  entrypoint python3 map.py'
  printf 'channels: [conda-forge]\ndependencies: [python=3.12, gdal=3.9]\n' >"$here/environment.yml"
  echo 'import os; print(os.environ["CONDA_PREFIX"], os.getcwd(), os.getuid(), os.environ["PYTHONUNBUFFERED"])' >"$here/map.py"
  check 'builds with launch/build.sh' builds mamba; needed
  check 'mamba makes the environment of the file' makes_environment
  check 'launch/run.sh runs the program with the Python of it' runs_with_environment
}
makes_environment() {
  called 1 mamba env create --name=model --file=/tmp/environment.yml
  same 'the file that it read' "$(cat "$here/environment.yml")" "$(in_image cat /noted/1/file)"
  keeps_no_packages 1
}
runs_with_environment() { same 'what it prints' '/opt/conda/envs/model /app 10001 1' "$(launch run.sh)"; }

miniconda() {
  spec miniconda '  from continuumio/miniconda3:24.9.2-0' '  conda(channels=[conda-forge, bioconda]) samtools=1.21 "conda-forge::gdal=3.9.*"' \
    '  conda(env=model, file=environment.yml)' '  conda(env=model) pytorch=2.5.1' '  cmd true'
  printf 'dependencies: [python=3.12]\n' >"$here/environment.yml"
  check 'builds with launch/build.sh' builds conda; needed
  check 'conda gets channels and packages as they are written' conda_installs
}
conda_installs() {
  local step=1 number=1
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || step=2 # each is followed by `clean`
  called $number conda install --yes --name=base --override-channels --channel=conda-forge --channel=bioconda 'conda-forge::gdal=3.9.*' samtools=1.21
  number=$((number + step)); called $number conda env create --name=model --file=/tmp/environment.yml
  number=$((number + step)); called $number conda install --yes --name=model pytorch=2.5.1
  keeps_no_packages 1
}

micromamba() {
  spec micromamba '  from mambaorg/micromamba:2.0.5-debian12-slim' '  conda(file=environment.yml)' '  conda(env=other) r-base=4.4.2' '  cmd true'
  printf 'dependencies: [python=3.12]\n' >"$here/environment.yml"
  check 'builds with launch/build.sh' builds micromamba; needed
  check 'micromamba gets a file where it gets packages, and makes another environment' micromamba_installs
}
micromamba_installs() {
  local step=1
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || step=2
  called 1 micromamba create --yes --name=other r-base=4.4.2
  called $((1 + step)) micromamba install --yes --name=base --file=/tmp/environment.yml # a file changes more often
  same 'the image runs as' 57439:57439 "$(asked "$image" '{{.Config.User}}')"
  keeps_no_packages 1
}

apk() {
  spec apk '  from alpine:3.20.3' '  allow unpinned apk/* "a test"' '  apk libstdc++=13.2.1_git20240309-r0 git' '  apk(build) musl-dev' '  apk curl' \
    '  patch /etc/profile { replace "umask 022" -> "umask 027" }' '  cmd id'
  check 'a busybox for it is there' get_busybox; needed
  check 'builds with launch/build.sh' builds alpine; needed
  check 'apk gets the packages of the image in one call, and keeps no index' apk_installs
  check "the user is made as Alpine's own programs are asked" makes_user
  check 'launch/run.sh runs it as that user' runs_as_user
}
get_busybox() { # the static one, without installing it
  local work=$BOXWRIGHT_TEST_TMP/busybox
  mkdir -p "$work"; chmod 755 "$work"
  (cd "$work" && { apt-get -q download busybox-static || { apt-get -q update && apt-get -q download busybox-static; }; } && dpkg-deb -x busybox-static_*.deb .)
  mkdir -p "$stand_ins"
  cp "$(find "$work" -type f -path '*/bin/busybox')" "$stand_ins/busybox"
}
apk_installs() {
  called 1 apk add --no-cache curl git libstdc++=13.2.1_git20240309-r0
  calls 1
  refused in_image ls /var/cache/apk/APKINDEX.tar.gz
  same 'the changed file' 'umask 027' "$(in_image cat /etc/profile)"
}
makes_user() {
  same 'their arguments' "$(printf '%s\n' addgroup -g 10001 app adduser -D -H -u 10001 -G app -h /home/app app install -d -o 10001 -g 10001 /home/app)" \
    "$(in_image cat /noted-users)"
}
runs_as_user() { same 'what it prints' 'uid=10001(app) gid=10001(app) groups=10001(app)' "$(launch run.sh)"; }

# Each by itself: what one lacks does not keep the next from being tried.
part() { # NAME
  local status
  set +e
  (set -e; "$1"; exit "$failed_any")
  status=$?
  set -e
  [ $status = 0 ] || failed_any=1
  remove_containers
}
all=(vllm vllm-later triton torchserve mhub conda miniconda micromamba apk)
case $1 in
  stand_ins)
    # Another engine builds by another dialect, and that is all that differs.
    usual=(vllm conda apk)
    [ "$BOXWRIGHT_TEST_ENGINE" != docker ] || usual=("${all[@]}")
    for name in "${usual[@]}"; do part "$name"; done
    ;;
  *) [[ " ${all[*]} " == *" $1 "* ]] || { echo "no stand-in is called $1 here"; exit 1; }; part "$1" ;;
esac
