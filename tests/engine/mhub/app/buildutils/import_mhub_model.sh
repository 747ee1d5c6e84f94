#!/bin/bash
# import_mhub_model.sh NAME [REPOSITORY::BRANCH]: brings models/NAME of MHub's repository into the current folder.
# It goes on after a failure and ends well, as the real one does: a Dockerfile has to look for the model itself.
name=$1 from=${2:-https://github.com/MHubAI/models.git::main}
git init -q .
git sparse-checkout set "models/$name"
git fetch -q --depth 1 "${from%%::*}" "${from##*::}"
git checkout -q FETCH_HEAD
rm -r .git
