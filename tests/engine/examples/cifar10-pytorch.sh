#!/bin/bash
# The model: it classifies pictures with the weights inside the image, without any network. `torch` is a stub here, named
# as such: a wheel at PyTorch's own index that computes this network in plain Python.
# shellcheck source=../checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../checks.sh"

computes() { # COMMAND…
  local said; said=$("$@")
  holds 'what it prints' "$said" 'torch 2.5.1+cpu.stub'
  [[ $said =~ accuracy\ (1\.000|0\.9) ]] || { echo "$said"; return 1; }
}
predicts() { # pictures of the user's, and a command other than the image's
  docker run --rm --network none "$image" python3 -c 'import sys; from cifar10 import data; sys.stdout.buffer.write(data.drawn(3, seed=7))' \
    >"$here/data/three.bin"
  local said; said=$(launch run.sh predict /data)
  same 'pictures named' 3 "$(grep -c '(is ' <<<"$said")"
  rm "$here/data/three.bin"
}
developer_shell() { # launch/run-dev.sh: the code beside the spec stands in for the image's
  echo 'print("edited outside")' >"$here/cifar10/probe.py"
  local said; said=$(launch run-dev.sh <<<'python3 -m cifar10.probe')
  rm "$here/cifar10/probe.py"
  holds 'what it prints' "$said" 'edited outside'
}

begin
check 'launch/run.sh computes: it classifies pictures' computes launch run.sh
check 'launch/run.sh predict names pictures in a mounted folder' predicts
check 'launch/run-dev.sh opens a shell with the code mounted' developer_shell
check 'launch/run.sh: not root, read-only, no capabilities, no network' run_is_confined
check 'launch/shell.sh: not root, read-only, no capabilities' shell_is_confined
check 'there was no network at all' is_offline
check 'nothing stays behind' leaves_nothing
check 'computes without network for any user (--user 12345:12345)' computes as_stranger --network none --
check 'saved, loaded into an empty engine and run there' survives_transport computes launch run.sh
judge_image
skipped 'launch/run-train.sh: the stub of torch computes, but does not learn'
