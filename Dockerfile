# The service as an image: docker build -t marketplace-care . && docker run --init …  (docs/operations.md)
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY . .
RUN npm ci --no-progress && npm pack --silent --pack-destination /tmp
WORKDIR /app
RUN tar -xzf /tmp/marketplace-care-*.tgz --strip-components=1
# The lock file fixes every version. Install scripts are for the packaged Node, which an image of Node does not need.
RUN cp /build/package-lock.json . && npm ci --omit=dev --ignore-scripts --no-progress && rm -rf odoo-addon docs package-lock.json

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    DATA_DIR=/data \
    HTTP_HOST=0.0.0.0
COPY --from=build /app /app
RUN install -d -o 1000 -g 1000 /data /config
# Settings come from the environment; .env and accounts/ are looked for here.
WORKDIR /config
# The user "node" of the image, by number: Kubernetes checks it so.
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT ?? 8080}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/src/bin.mjs"]
CMD ["serve"]
