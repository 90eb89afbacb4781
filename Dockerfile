# The digest is that of the index for all platforms.
FROM node:24.21.0-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY workers workers
RUN npm run build -- --declaration false && npm prune --omit=dev --ignore-scripts

FROM node:24.21.0-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20
WORKDIR /app
ENV NODE_ENV=production CAMUNDA_TOKEN_DISK_CACHE_DISABLE=true
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 8090
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["node", "dist/workers/dynamodb.js", "--health"]
ENTRYPOINT ["node", "dist/workers/dynamodb.js"]
