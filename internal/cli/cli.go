// Package cli is the command line: it parses the settings, connects the parts of the program and runs them.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Exit statuses.
const (
	statusOK     = 0
	statusFailed = 1
	statusUsage  = 2
)

// Streams are the standard streams of a command.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// command is one command of the program.
type command struct {
	// name is empty for the server, the default command.
	name string
	// arguments is the synopsis of the arguments after the flags, about completes a sentence that begins with the name.
	arguments, about string
	settings         []setting
	run              func(ctx context.Context, args []string, streams Streams) error
}

func commands() []command {
	return []command{
		{about: "serves a graph of public life over GraphQL.", settings: defaults().all(), run: runServe},
		importCommand(), exportCommand(), generateCommand(),
	}
}

// Run runs the program with its arguments until it is done or ctx ends, and returns its exit status. An error is reported as one
// line on streams.Err.
func Run(ctx context.Context, args []string, streams Streams) int {
	all := commands()
	selected := all[0]
	for _, c := range all[1:] {
		if len(args) > 0 && args[0] == c.name {
			selected, args = c, args[1:]
			break
		}
	}
	err := selected.run(ctx, args, streams)
	_, isUsage := errors.AsType[usageError](err)
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, flag.ErrHelp):
		printHelp(streams.Out, selected, all)
		return statusOK
	case !errors.Is(err, errReported):
		fmt.Fprintln(streams.Err, "civicgraph:", err)
	}
	if isUsage {
		return statusUsage
	}
	return statusFailed
}

// errReported is a failure whose message was written already.
var errReported = errors.New("already reported")

// usageError is an error in the arguments or the environment.
type usageError struct{ error }

func usageErrorf(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// openStore opens a database with at most this number of read connections.
func openStore(ctx context.Context, path string, readers int) (*store.Store, error) {
	return store.Open(ctx, path, store.Options{Registry: store.NewRegistry(kg.NewKinds()), Now: time.Now, Readers: readers})
}

// printHelp writes the purpose, the synopsis and the flags of a command.
func printHelp(output io.Writer, c command, all []command) {
	fmt.Fprintf(output, "%s %s\n\n  %s\n\n", strings.TrimSpace("civicgraph "+c.name), c.about, c.synopsis())
	if c.name == "" {
		for _, other := range all[1:] {
			fmt.Fprintf(output, "  %s\n      see %s --help\n", other.synopsis(), "civicgraph "+other.name)
		}
		fmt.Fprint(output, "\nEach flag can also be set by its environment variable, shown in parentheses. The flag takes precedence.\n\n")
	}
	for _, s := range c.settings {
		name := "--" + s.flag
		if s.variable != "" {
			name += " (" + s.variable + ")"
		}
		fmt.Fprintf(output, "  %s\n      %s (default %s)\n", name, s.usage, s.value())
	}
}

// synopsis returns how to call the command.
func (c command) synopsis() string {
	return strings.Join(strings.Fields("civicgraph "+c.name+" [flags] "+c.arguments), " ")
}
