package cli

import (
	"net"
	"strconv"
	"strings"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/httpd"
	"civicgraph/internal/store"
)

// settings are the settings of the server.
type settings struct {
	listen   string
	port     string
	database string
	// readFrom is a comma-separated list.
	readFrom string
	// demo is the list of sets of demo data.
	demo     string
	logLevel string
	// allowOrigin and allowHost are comma-separated lists.
	allowOrigin, allowHost string
	trustedDocuments       string
	onlyTrusted            bool
	readers                int
	limits                 graph.Limits
	connections            httpd.Limits

	// isDatabaseGiven and isDemoGiven are whether a flag or a variable sets the value.
	isDatabaseGiven, isDemoGiven bool
	// demoSets is what demo selects.
	demoSets []demo.Set
}

func (s *settings) all() []setting {
	return append(s.serverSettings(), s.limitSettings()...)
}

// serverSettings returns all settings but the limits.
func (s *settings) serverSettings() []setting {
	database := databaseSetting(&s.database)
	database.usage += "; without it, " + defaultDatabase + " if that has records, otherwise " + demoDatabase
	return []setting{
		{flag: "listen", variable: "CIVICGRAPH_LISTEN", usage: "`address` and port to listen on", text: &s.listen},
		{flag: "port", variable: "PORT", unless: "listen", usage: "`port` to listen on, instead of the one in --listen", text: &s.port},
		database,
		{flag: "read-from", variable: "CIVICGRAPH_READ_FROM", usage: "comma-separated `addresses` of replicas of a database on PostgreSQL, which are read from as far as possible", text: &s.readFrom},
		{flag: "demo", variable: "CIVICGRAPH_DEMO", values: demoNames(), usage: "comma-separated `sets` of demo data to load into an empty database: " + strings.Join(demoNames(), ", "), text: &s.demo},
		{flag: "log-level", variable: "CIVICGRAPH_LOG_LEVEL", values: []string{"debug", "info", "warn", "error"}, usage: "lowest `level` to log: debug, info, warn or error", text: &s.logLevel},
		{flag: "allow-origin", variable: "CIVICGRAPH_ALLOW_ORIGIN", usage: "comma-separated `origins` whose pages may send requests, such as https://example.org, or * for all", text: &s.allowOrigin},
		{flag: "allow-host", variable: "CIVICGRAPH_ALLOW_HOST", usage: "comma-separated host `names` of the server; required on a loopback address behind a proxy that keeps the Host header", text: &s.allowHost},
		{flag: "trusted-documents", variable: "CIVICGRAPH_TRUSTED_DOCUMENTS", usage: "`path` of a file or folder of documents that clients may name instead of sending: .graphql files, or .json files with Apollo's operation manifest or an object of documents by id", text: &s.trustedDocuments},
		{flag: "only-trusted", variable: "CIVICGRAPH_ONLY_TRUSTED", usage: "reject all documents but the trusted ones", boolean: &s.onlyTrusted},
	}
}

// limitSettings returns the limits of what clients may cost.
func (s *settings) limitSettings() []setting {
	request, connection := &s.limits, &s.connections
	all := []setting{
		{flag: "max-body", number: &request.Body, usage: "size of a request body in `bytes`"},
		{flag: "max-tokens", number: &request.Tokens, usage: "tokens in a document"},
		{flag: "max-depth", number: &request.Depth, usage: "depth of nested fields, lists and objects"},
		{flag: "max-fields", number: &request.Fields, usage: "fields in a document, with fragments counted at each spread"},
		{flag: "max-aliases", number: &request.Aliases, usage: "aliases in a document"},
		{flag: "max-duplicates", number: &request.Duplicates, usage: "selections of one position of the response"},
		{flag: "max-complexity", number: &request.Complexity, usage: "values in the response if all pages were full"},
		{flag: "max-introspection", number: &request.Introspection, usage: "fields of an introspection response"},
		{flag: "max-answer", number: &request.Plan.Answer, usage: "size of a response in `bytes`"},
		{flag: "max-read", number: &request.Plan.Read, usage: "approximate `bytes` read from the database for a root field"},
		{flag: "max-variables", number: &request.Variables, usage: "values in the variables of a request"},
		{flag: "max-time", duration: &request.Time, usage: "time to process a request"},
		{flag: "max-send-time", duration: &request.Send, usage: "time for a client to receive a response"},
		{flag: "max-concurrent", number: &request.Concurrent, usage: "requests processed at the same time"},
		{flag: "max-readers", number: &s.readers, usage: "read connections to the database, opened when they are needed"},
		{flag: "max-queue", number: &request.Queue, usage: "requests that wait to be processed"},
		{flag: "max-wait", duration: &request.Wait, usage: "time that a request may wait to be processed"},
		{flag: "max-in-flight", number: &request.InFlight, usage: "`bytes` of request bodies and responses in memory"},
		{flag: "max-connections", number: &connection.Connections, usage: "open connections; a new one replaces the one that has waited longest for its client"},
		{flag: "max-header", number: &connection.Header, usage: "size of a request header in `bytes`"},
		{flag: "max-header-time", duration: &connection.HeaderTime, usage: "time for a client to send a header"},
		{flag: "max-read-time", duration: &connection.ReadTime, usage: "time for a client to send a whole request"},
		{flag: "max-idle-time", duration: &connection.IdleTime, usage: "time that an idle connection is kept open"},
		{flag: "max-stop-time", duration: &connection.StopTime, usage: "time for running requests to finish when the server stops"},
	}
	for i := range all {
		all[i].isLimit = true
		all[i].variable = "CIVICGRAPH_" + strings.ToUpper(strings.ReplaceAll(all[i].flag, "-", "_"))
	}
	return all
}

// check returns a usage error for invalid settings. It sets the address and the demo data.
func (s *settings) check() (err error) {
	for _, limit := range s.limitSettings() {
		if limit.number != nil && *limit.number < 1 {
			return usageErrorf("--%s must be greater than 0, not %d", limit.flag, *limit.number)
		}
		if limit.duration != nil && *limit.duration <= 0 {
			return usageErrorf("--%s must be greater than 0, not %v", limit.flag, *limit.duration)
		}
	}
	if s.onlyTrusted && s.trustedDocuments == "" {
		return usageErrorf("--only-trusted requires --trusted-documents")
	}
	if replicas := s.replicas(); len(replicas) > 0 {
		if !store.IsPostgres(s.database) {
			return usageErrorf("--read-from requires a --database on PostgreSQL: postgres://USER@HOST/NAME")
		}
		if !store.IsPostgres(replicas[0]) {
			return usageErrorf("invalid --read-from; must be addresses of databases on PostgreSQL: postgres://USER@HOST/NAME")
		}
	}
	if s.demoSets, err = selectDemo(s.demo); err != nil {
		return err
	}
	return s.usePort()
}

// replicas returns the addresses of --read-from. An address may have commas of its own, between hosts.
func (s *settings) replicas() (addresses []string) {
	for part := range strings.SplitSeq(s.readFrom, ",") {
		if part = strings.TrimSpace(part); len(addresses) > 0 && !store.IsPostgres(part) {
			addresses[len(addresses)-1] += "," + part
		} else if part != "" {
			addresses = append(addresses, part)
		}
	}
	return addresses
}

// defaults returns the settings without arguments and environment.
func defaults() *settings {
	return &settings{
		listen: "127.0.0.1:8080", demo: region, logLevel: "info",
		readers: store.DefaultReaders(), limits: graph.DefaultLimits(), connections: httpd.DefaultLimits(),
	}
}

// usePort replaces the port of the address with that of --port, and checks both.
func (s *settings) usePort() error {
	host, port, err := net.SplitHostPort(s.listen)
	if err != nil {
		return usageErrorf("invalid --listen %q (example: 127.0.0.1:8080)", s.listen)
	}
	if s.port != "" {
		port = s.port
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return usageErrorf("invalid port %q; must be from 0 to 65535", port)
	}
	s.listen = net.JoinHostPort(host, port)
	return nil
}
