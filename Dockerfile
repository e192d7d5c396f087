# Baton in a container. TypeScript runs as it is, so nothing is built: the first stage only fetches what it needs.
FROM node:26-slim AS packages
WORKDIR /baton
COPY package.json package-lock.json .npmrc ./
# The image has its own Node 26; the one that the packages bring along would be 100 MB for nothing.
RUN npm ci --omit=dev \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node /root/.npm

FROM node:26-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  DATA_DIR=/data \
  NODE_COMPILE_CACHE=/var/cache/baton
WORKDIR /baton
COPY --from=packages /baton/node_modules ./node_modules
COPY package.json playbook.yaml playbook.schema.json LICENSE ./
COPY playbook ./playbook
COPY migrations ./migrations
COPY adapters ./adapters
COPY src ./src
# Nothing of the program may be changed by whoever runs it; only data and compiled code may be written.
RUN mkdir -p /data /var/cache/baton && chown node:node /data /var/cache/baton
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "src/start.mjs"]
