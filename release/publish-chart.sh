#!/usr/bin/env bash
# Pushes a packaged Helm chart to an OCI registry, and signs it by its digest with the identity of who runs this (keyless).
# It needs helm and cosign, and a `helm registry login` and a `cosign login` before.
#
# Usage: release/publish-chart.sh CHART.tgz REPOSITORY
#   REPOSITORY  registry and folder, without oci:// and without the chart's name
set -euo pipefail
chart=${1:?The packaged chart is missing} repository=${2:?The repository is missing}

printed=$(helm push "$chart" "oci://$repository" 2>&1)
echo "$printed"
pushed=$(sed -n 's/^Pushed: //p' <<<"$printed")
digest=$(sed -n 's/^Digest: //p' <<<"$printed")
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "Expected helm to print a digest, got: $printed" >&2; exit 1; }

# Without the tag, which may move.
cosign sign --yes "${pushed%:*}@$digest"
