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
replicate() { "$programs/pg_basebackup" -D data -h "$1" -U postgres -R -X stream -c fast --no-sync; }
if [ -n "$primary" ]; then
  replicate "$primary" >log 2>&1
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
    [ ! -e pid ] || kill -QUIT "$(cat pid)" || true
    sleep 0.1
  done
} >/dev/null 2>&1 &
attempts=1
while [ ! -e ended ] && [ "$attempts" -gt 0 ]; do
  attempts=$((attempts - 1))
  "$programs/postgres" -D data -k "$folder" -c listen_addresses= -c max_connections=500 -c shared_buffers=64MB -c autovacuum=off \
    -c fsync=off -c full_page_writes=off -c wal_retrieve_retry_interval=100ms "$@" >>log 2>&1 &
  server=$!
  echo "$server" >pid
  wait "$server" || tail -n 20 log >&2
  if [ -e killed ]; then
    rm pid
    attempts=100 # other processes of the server that was killed may take a moment to end
    while [ -e killed ] && [ ! -e ended ]; do sleep 0.02; done
    if [ -e primary ]; then
      rm -rf data
      replicate "$(cat primary)" >>log 2>&1
      rm primary
    fi
  else
    rm pid
  fi
  sleep 0.1
done
