package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// settings are what the server can be told, by flag or environment.
type settings struct {
	listen   string
	port     string
	database string
	demo     bool
	logLevel string
}

// setting is one of them: its flag, its variable, and what it is for.
type setting struct {
	flag, variable, usage string
	text                  *string
	truth                 *bool
}

func (s *settings) all() []setting {
	return []setting{
		{flag: "listen", variable: "CIVICGRAPH_LISTEN", usage: "address and port to listen on", text: &s.listen},
		{flag: "port", variable: "PORT", usage: "port to listen on, in place of the one in --listen", text: &s.port},
		{
			flag: "database", variable: "CIVICGRAPH_DATABASE", text: &s.database,
			usage: "file of the database, made where there is none; :memory: keeps nothing",
		},
		{flag: "demo", variable: "CIVICGRAPH_DEMO", usage: "load the demo data into an empty database", truth: &s.demo},
		{flag: "log-level", variable: "CIVICGRAPH_LOG_LEVEL", usage: "least level to log: debug, info, warn or error", text: &s.logLevel},
	}
}

func defaults() *settings {
	return &settings{listen: "127.0.0.1:8080", database: "civicgraph.db", demo: true, logLevel: "info"}
}

// parseSettings reads the arguments, and the environment where an argument is not given.
func parseSettings(args []string, environment func(string) string, output io.Writer) (*settings, error) {
	s := defaults()
	flags := flag.NewFlagSet("civicgraph", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error says it in one line
	for _, one := range s.all() {
		if one.text != nil {
			flags.StringVar(one.text, one.flag, *one.text, one.usage)
		} else {
			flags.BoolVar(one.truth, one.flag, *one.truth, one.usage)
		}
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			usage(output)
			return nil, err
		}
		return nil, fmt.Errorf("%w; --help lists the flags", err)
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	given["port"] = given["port"] || given["listen"] // which names a port too
	for _, one := range s.all() {
		value := environment(one.variable)
		if value == "" || given[one.flag] {
			continue
		}
		if err := flags.Set(one.flag, value); err != nil {
			return nil, fmt.Errorf("%s=%s is not understood: --%s takes true or false", one.variable, value, one.flag)
		}
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("%s is not understood; --help lists the flags", flags.Arg(0))
	}
	return s, s.usePort()
}

// usePort puts the port into the address.
func (s *settings) usePort() error {
	host, port, err := net.SplitHostPort(s.listen)
	if err != nil {
		return fmt.Errorf("--listen %s is no address; write it as 127.0.0.1:8080", s.listen)
	}
	if s.port != "" {
		port = s.port
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("port %s is none; give a number from 0 to 65535", port)
	}
	s.listen = net.JoinHostPort(host, port)
	return nil
}

func usage(output io.Writer) {
	fmt.Fprint(output, `civicgraph serves a graph of public life over GraphQL.

  civicgraph [flags]

Each flag can also be given as a variable of the environment; a flag wins.

`)
	for _, one := range defaults().all() {
		value := "true"
		if one.text != nil {
			value = *one.text
		}
		if value == "" {
			value = "none"
		}
		fmt.Fprintf(output, "  --%s (%s)\n      %s (default %s)\n", one.flag, one.variable, strings.TrimSpace(one.usage), value)
	}
}
