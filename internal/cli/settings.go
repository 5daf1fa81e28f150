package cli

import (
	"net"
	"strconv"
	"strings"

	"civicgraph/graph"
	"civicgraph/internal/httpd"
)

// defaultDatabase is the file that all commands use where they are not told.
const defaultDatabase = "civicgraph.db"

// settings are what the server can be told, by flag or environment.
type settings struct {
	listen   string
	port     string
	database string
	demo     bool
	logLevel string
	// allowOrigin and allowHost are lists with commas between.
	allowOrigin, allowHost string
	trustedDocuments       string
	onlyTrusted            bool
	limits                 graph.Limits
	connections            httpd.Limits
}

func (s *settings) all() []setting {
	return append([]setting{
		{flag: "listen", variable: "CIVICGRAPH_LISTEN", usage: "address and port to listen on", text: &s.listen},
		{flag: "port", variable: "PORT", usage: "port to listen on, in place of the one in --listen", text: &s.port},
		databaseSetting(&s.database),
		{flag: "demo", variable: "CIVICGRAPH_DEMO", usage: "load the demo data into an empty database", truth: &s.demo},
		{flag: "log-level", variable: "CIVICGRAPH_LOG_LEVEL", usage: "least level to log: debug, info, warn or error", text: &s.logLevel},
		{flag: "allow-origin", variable: "CIVICGRAPH_ALLOW_ORIGIN", usage: "origins whose pages may ask too, with commas between: https://example.org, or * for all", text: &s.allowOrigin},
		{flag: "allow-host", variable: "CIVICGRAPH_ALLOW_HOST", usage: "names under which the server may be asked, with commas between; needed where it listens on the machine itself behind a proxy that keeps names", text: &s.allowHost},
		{flag: "trusted-documents", variable: "CIVICGRAPH_TRUSTED_DOCUMENTS", usage: "folder of documents that clients may name: files .graphql, or .json with an object of them by name", text: &s.trustedDocuments},
		{flag: "only-trusted", variable: "CIVICGRAPH_ONLY_TRUSTED", usage: "answer no other documents", truth: &s.onlyTrusted},
	}, s.limitSettings()...)
}

// limitSettings are those that bound what clients may cost.
func (s *settings) limitSettings() []setting {
	request, open := &s.limits, &s.connections
	all := []setting{
		{flag: "max-body", number: &request.Body, usage: "bytes of a request's body"},
		{flag: "max-tokens", number: &request.Tokens, usage: "tokens of a document"},
		{flag: "max-depth", number: &request.Depth, usage: "levels of fields in each other"},
		{flag: "max-fields", number: &request.Fields, usage: "fields of a document, those of fragments wherever they stand"},
		{flag: "max-aliases", number: &request.Aliases, usage: "aliases of a document"},
		{flag: "max-duplicates", number: &request.Duplicates, usage: "times that a document selects one place of the answer"},
		{flag: "max-complexity", number: &request.Complexity, usage: "values of an answer if all its pages were full"},
		{flag: "max-introspection", number: &request.Introspection, usage: "fields of the schema's description, lists in full"},
		{flag: "max-answer", number: &request.Plan.Answer, usage: "bytes of an answer"},
		{flag: "max-read", number: &request.Plan.Read, usage: "bytes read for a root field, about"},
		{flag: "max-variables", number: &request.Variables, usage: "values in the variables of a request"},
		{flag: "max-time", duration: &request.Time, usage: "time to work on a request"},
		{flag: "max-send-time", duration: &request.Send, usage: "time for a client to fetch an answer"},
		{flag: "max-concurrent", number: &request.Concurrent, usage: "requests worked on at a time"},
		{flag: "max-queue", number: &request.Queue, usage: "requests that wait for that"},
		{flag: "max-wait", duration: &request.Wait, usage: "time that they wait"},
		{flag: "max-in-flight", number: &request.InFlight, usage: "bytes of bodies and answers held for clients"},
		{flag: "max-connections", number: &open.Connections, usage: "open connections; beyond, the one that has waited longest for its client is closed"},
		{flag: "max-header", number: &open.Header, usage: "bytes of a request's header"},
		{flag: "max-header-time", duration: &open.HeaderTime, usage: "time for a client to send a header"},
		{flag: "max-read-time", duration: &open.ReadTime, usage: "time for a client to send a whole request"},
		{flag: "max-idle-time", duration: &open.IdleTime, usage: "time that a connection is kept for the next request"},
	}
	for i := range all {
		all[i].variable = "CIVICGRAPH_" + strings.ToUpper(strings.ReplaceAll(all[i].flag, "-", "_"))
	}
	return all
}

// checkLimits refuses limits that let nothing through.
func (s *settings) checkLimits() error {
	for _, one := range s.limitSettings() {
		if one.number != nil && *one.number < 1 || one.duration != nil && *one.duration <= 0 {
			return usageErrorf("--%s %s lets nothing through; give more than 0", one.flag, one.value())
		}
	}
	if s.onlyTrusted && s.trustedDocuments == "" {
		return usageErrorf("--only-trusted needs --trusted-documents, which are answered")
	}
	return nil
}

func defaults() *settings {
	return &settings{
		listen: "127.0.0.1:8080", database: defaultDatabase, demo: true, logLevel: "info",
		limits: graph.DefaultLimits(), connections: httpd.DefaultLimits(),
	}
}

// parseSettings reads the arguments of the server, and the environment where an argument is not given.
func parseSettings(args []string, environment func(string) string) (*settings, error) {
	s := defaults()
	files, given, err := parseFlags(s.all(), args, environment)
	if err != nil {
		return nil, err
	}
	if len(files) > 0 {
		return nil, usageErrorf("%s is not understood; --help lists the commands and flags", files[0])
	}
	if given["listen"] && !given["port"] { // which names a port too
		s.port = ""
	}
	if err := s.checkLimits(); err != nil {
		return nil, err
	}
	return s, s.usePort()
}

// usePort puts the port into the address.
func (s *settings) usePort() error {
	host, port, err := net.SplitHostPort(s.listen)
	if err != nil {
		return usageErrorf("--listen %s is no address; write it as 127.0.0.1:8080", s.listen)
	}
	if s.port != "" {
		port = s.port
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return usageErrorf("port %s is none; give a number from 0 to 65535", port)
	}
	s.listen = net.JoinHostPort(host, port)
	return nil
}
