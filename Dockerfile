# The digest is that of the index for all platforms. Both stages have the same one.
#
# This stage runs on the platform that builds: what it makes is JavaScript, which runs on each.
FROM --platform=$BUILDPLATFORM node:24.21.0-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY release/image-package.mjs release/
# The optional peers of the package that the image has, in versions of the lock. Without one of them the worker runs all the same.
ARG OPTIONAL_PEERS="@aws-sdk/client-secrets-manager @aws-sdk/client-ssm @opentelemetry/sdk-node"
RUN node release/image-package.mjs "$OPTIONAL_PEERS" && npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY release/bundle.mjs release/
COPY element-templates element-templates
COPY src src
COPY workers workers
# Nobody reads declarations and source maps in an image: they are half of what packages have. The optional dependencies are for Windows.
RUN npm run build -- --noCheck --declaration false \
  && npm prune --omit=dev --omit=optional --ignore-scripts --offline \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

# This stage runs nothing, so an image for another platform needs no emulation of it.
FROM node:24.21.0-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20
LABEL org.opencontainers.image.title="camunda-dynamodb-worker" \
  org.opencontainers.image.description="Amazon DynamoDB for BPMN processes: a Camunda 8 (Zeebe) job worker" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.base.name="node:24.21.0-slim"
WORKDIR /app
# The worker writes no file: the SDK's cache of tokens on disk is off.
ENV NODE_ENV=production CAMUNDA_TOKEN_DISK_CACHE_DISABLE=true
COPY LICENSE THIRD-PARTY.md ./
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The user `node` by number: Kubernetes' runAsNonRoot takes no name.
USER 1000:1000
EXPOSE 8090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["node", "dist/workers/dynamodb.js", "--health"]
# Without the flag, Node 24 keeps up to 192 MB for young objects, of which a worker needs a tenth.
ENTRYPOINT ["node", "--max-semi-space-size=8", "dist/workers/dynamodb.js"]
