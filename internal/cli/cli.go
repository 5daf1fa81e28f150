// Package cli is the command line: it wires the parts together and runs them.
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
	statusDone   = 0
	statusFailed = 1
	statusUsage  = 2
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// command is one thing that the program does.
type command struct {
	name, arguments, about string
	settings               []setting
	run                    func(ctx context.Context, args []string, streams Streams) error
}

func commands() []command {
	return []command{
		{about: "serves a graph of public life over GraphQL.", settings: defaults().all(), run: runServe},
		importCommand(), exportCommand(), generateCommand(),
	}
}

// Run runs the program with its arguments until it is done or ctx ends, and is its exit status. What goes wrong is one
// line on streams.Err.
func Run(ctx context.Context, args []string, streams Streams) int {
	all := commands()
	chosen := all[0]
	for _, c := range all[1:] {
		if len(args) > 0 && args[0] == c.name {
			chosen, args = c, args[1:]
			break
		}
	}
	err := chosen.run(ctx, args, streams)
	_, wrong := errors.AsType[usageError](err)
	switch {
	case err == nil:
		return statusDone
	case errors.Is(err, flag.ErrHelp):
		help(streams.Out, chosen, all)
		return statusDone
	case !errors.Is(err, errTold):
		fmt.Fprintln(streams.Err, "civicgraph:", err)
	}
	if wrong {
		return statusUsage
	}
	return statusFailed
}

// errTold says that what went wrong was told already.
var errTold = errors.New("told")

// usageError is a mistake in the arguments.
type usageError struct{ error }

func usageErrorf(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// openStore opens the database of the program.
func openStore(ctx context.Context, path string) (*store.Store, error) {
	return store.Open(ctx, path, store.Options{Registry: store.NewRegistry(kg.NewKinds()), Now: time.Now})
}

// help says what a command is for and how it is told.
func help(output io.Writer, c command, all []command) {
	fmt.Fprintf(output, "%s %s\n\n  %s\n\n", strings.TrimSpace("civicgraph "+c.name), c.about, c.synopsis())
	if c.name == "" {
		for _, other := range all[1:] {
			fmt.Fprintf(output, "  %s\n      %s --help says how\n", other.synopsis(), "civicgraph "+other.name)
		}
		fmt.Fprint(output, "\nEach flag can also be given as the variable of the environment beside it; a flag wins.\n\n")
	}
	for _, one := range c.settings {
		name := "--" + one.flag
		if one.variable != "" {
			name += " (" + one.variable + ")"
		}
		fmt.Fprintf(output, "  %s\n      %s (default %s)\n", name, one.usage, one.value())
	}
}

func (c command) synopsis() string {
	return strings.Join(strings.Fields("civicgraph "+c.name+" [flags] "+c.arguments), " ")
}
