package cli

import (
	"net"
	"strconv"
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
}

func (s *settings) all() []setting {
	return []setting{
		{flag: "listen", variable: "CIVICGRAPH_LISTEN", usage: "address and port to listen on", text: &s.listen},
		{flag: "port", variable: "PORT", usage: "port to listen on, in place of the one in --listen", text: &s.port},
		databaseSetting(&s.database),
		{flag: "demo", variable: "CIVICGRAPH_DEMO", usage: "load the demo data into an empty database", truth: &s.demo},
		{flag: "log-level", variable: "CIVICGRAPH_LOG_LEVEL", usage: "least level to log: debug, info, warn or error", text: &s.logLevel},
	}
}

func defaults() *settings {
	return &settings{listen: "127.0.0.1:8080", database: defaultDatabase, demo: true, logLevel: "info"}
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
