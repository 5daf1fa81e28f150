# Arguments: a temporary folder, the folder of PostgreSQL's programs, a locale, the folder of the primary if the server is to be a replica
# or an empty one, and options of the server. Prints the folder that it makes, and removes it at the end.
set -eu
exec 3<&0
trap '' PIPE
folder=$(mktemp -d "$1/civicgraph-pg-XXXXXX")
trap 'cd /; rm -rf "$folder"' EXIT
cd "$folder"
echo "$folder"
programs=$2 locale=$3 primary=$4
shift 4
if [ -n "$primary" ]; then
  "$programs/pg_basebackup" -D data -h "$primary" -U postgres -R -X stream -c fast --no-sync >log 2>&1
else
  "$programs/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale="$locale" --no-sync --no-instructions >log 2>&1
fi || {
  cat log >&2
  exit 1
}
# The server may be about to start, and a signal that arrives before it handles it is lost.
{
  cat <&3
  touch ended
  while [ -d "$folder" ]; do
    [ -e killed ] || kill -QUIT "$(head -n 1 data/postmaster.pid)" || true
    sleep 0.1
  done
} >/dev/null 2>&1 &
while [ ! -e ended ]; do
  "$programs/postgres" -D data -k "$folder" -c listen_addresses= -c max_connections=500 -c shared_buffers=64MB -c autovacuum=off \
    -c fsync=off -c full_page_writes=off "$@" >>log 2>&1 || tail -n 20 log >&2
  [ -e killed ] || break
  while [ -e killed ] && [ ! -e ended ]; do sleep 0.02; done # until it is to start again
done
