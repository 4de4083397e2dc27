# One server for one shop, with its till. Needs no build tools: everything comes from npm.
FROM node:26-bookworm-slim

WORKDIR /tidemark
COPY . .
RUN npm ci --omit=dev --no-audit --no-fund \
  && npm run build -w @tidemark/pos \
  && npm cache clean --force \
  && install -d -o node -g node -m 0700 /data

ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 4000

# The Node that package.json pins. It gets SIGTERM itself, and ends what is under way.
CMD ["node_modules/.bin/node", "apps/server/src/main.ts"]
