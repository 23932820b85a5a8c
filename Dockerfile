# Two stages: what is installed with npm's help, then what runs. No build step: Node 24 runs TypeScript.
FROM node:24-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production GASS_LISTEN=0.0.0.0 GASS_VAR=/var/lib/gass
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY package.json ./
COPY config ./config
COPY interactions ./interactions
COPY scripts ./scripts
COPY src ./src
RUN mkdir -p /var/lib/gass && chown node:node /var/lib/gass
USER node
VOLUME /var/lib/gass
# One container hosts one process: `docker run ... provider`. HEALTH_PORT is its port.
ENV HEALTH_PORT=3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["provider"]
