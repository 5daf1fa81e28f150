# The program with its web pages: docker build -t civicgraph .

FROM node:22 AS pages
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-progress
COPY web ./
COPY schema.graphqls ../
RUN npm run --silent build

FROM golang:1.26 AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=pages /src/internal/httpd/web/dist internal/httpd/web/dist
RUN CGO_ENABLED=0 go build -trimpath -o /out/civicgraph . && mkdir /out/data

FROM debian:13-slim
COPY --from=program /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=program /out/civicgraph /usr/local/bin/
# Without CIVICGRAPH_DATABASE, the database is a file of this folder.
COPY --from=program --chown=65532:65532 /out/data /data
WORKDIR /data
VOLUME /data
USER 65532:65532
ENV CIVICGRAPH_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=1m CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["civicgraph"]
