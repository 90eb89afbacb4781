#!/usr/bin/env bash
# Builds the image for both platforms, pushes it, and signs it by its digest with the identity of who runs this (keyless).
# It needs docker with buildx and a builder of the driver docker-container, cosign, and a `docker login` before.
#
# Usage: release/publish-image.sh IMAGE SOURCE
#   IMAGE   registry, owner and name, without a tag; the tag is the version of package.json
#   SOURCE  the address of the repository
set -euo pipefail
cd "$(dirname "$0")/.."
image=${1:?The image without a tag is missing} source=${2:?The address of the repository is missing}

version=$(node --print 'require("./package.json").version')
revision=$(git rev-parse HEAD)
metadata=$(mktemp)
trap 'rm -f "$metadata"' EXIT

# The time of the commit, so that files and labels do not differ from one build to the next.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) docker buildx build . \
  --platform linux/amd64,linux/arm64 \
  --tag "$image:$version" \
  --label "org.opencontainers.image.version=$version" \
  --label "org.opencontainers.image.revision=$revision" \
  --label "org.opencontainers.image.created=$(git log -1 --format=%cI)" \
  --label "org.opencontainers.image.source=$source" \
  --sbom=true \
  --provenance=mode=max \
  --metadata-file "$metadata" \
  --push

digest=$(node --print 'JSON.parse(fs.readFileSync(process.argv[1], "utf8"))["containerimage.digest"]' "$metadata")
# Its manifests for the platforms and their attestations are signed too.
cosign sign --yes --recursive "$image@$digest"
echo "$image:$version@$digest"
