# Arguments: a temporary folder, the folder of PostgreSQL's programs, a locale. Prints the folder that it makes, and removes it at the end.
set -eu
exec 3<&0
trap '' PIPE
folder=$(mktemp -d "$1/civicgraph-pg-XXXXXX")
trap 'cd /; rm -rf "$folder"' EXIT
cd "$folder"
echo "$folder"
"$2/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale="$3" --no-sync --no-instructions >log 2>&1 || {
  cat log >&2
  exit 1
}
"$2/postgres" -D data -k "$folder" -c listen_addresses= -c max_connections=500 -c shared_buffers=64MB -c autovacuum=off \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off >>log 2>&1 &
server=$!
# A signal that arrives before the server handles it is lost.
{ cat <&3; while kill -QUIT "$server"; do sleep 0.1; done; } >/dev/null 2>&1 &
wait "$server" || tail -n 20 log >&2
