#!/usr/bin/env bash
# Publishes a packed npm package with its provenance. npm makes provenance in a workflow only.
# With NPM_TOKEN it signs in with that token, which the first version of a package needs; else as the package's trusted publisher.
#
# Usage: release/publish-package.sh PACKAGE.tgz
set -euo pipefail
package=${1:?The packed package is missing}

if [ -n "${NPM_TOKEN:-}" ]; then
  registry=$(npm config get registry)
  # npm puts the variable in when it reads the setting, so the token is in no file.
  npm config set "${registry#*:}:_authToken=\${NPM_TOKEN}"
fi

# Who installs without a version gets no preliminary one, like 1.0.0-rc.1.
tag=latest
if [[ ${package##*/} =~ -[0-9]+\.[0-9]+\.[0-9]+- ]]; then tag=next; fi
npm publish "$package" --provenance --access public --tag "$tag"
