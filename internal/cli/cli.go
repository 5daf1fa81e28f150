// Package cli is the command line: it parses the settings, connects the parts of the program and runs them.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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

// Run runs the program with its arguments until it is done or ctx ends, and returns its exit status. An error is reported as one
// line on streams.Err.
func Run(ctx context.Context, args []string, streams Streams) int {
	root := newProgram(streams)
	root.SetArgs(respell(root, args))
	hasBegun := false
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		err := applyEnvironment(c.Flags(), os.Getenv)
		hasBegun = err == nil
		return err
	}
	err := root.ExecuteContext(ctx)
	if err == nil {
		return statusOK
	}
	if !errors.Is(err, errReported) {
		fmt.Fprintln(streams.Err, "civicgraph:", err)
	}
	// A command that has not begun was called in a wrong way.
	if _, isUsage := errors.AsType[usageError](err); isUsage || !hasBegun {
		return statusUsage
	}
	return statusFailed
}

// newProgram returns the command of the program, which is the server, with its sub-commands.
func newProgram(streams Streams) *cobra.Command {
	root := serveCommand("civicgraph", streams)
	root.Example = `  civicgraph                                  # the demo data at http://127.0.0.1:8080/
  civicgraph import report.jsonl              # your own records, into civicgraph.db
  civicgraph --listen :9000 --database town.db`
	root.Args = noArguments(unknownCommand)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.DisableDefaultCmd = true // completionCommand replaces it
	root.SetIn(streams.In)
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { printHelp(streams.Out, c) })
	root.SetHelpCommand(helpCommand())
	serve := serveCommand("serve", streams)
	serve.SuggestFor = []string{"start", "run"}
	root.AddCommand(serve, importCommand(streams), exportCommand(streams), copyCommand(streams), generateCommand(streams), demoCommand(streams), distributeCommand(streams),
		schemaCommand(streams), versionCommand(streams), completionCommand(streams))
	return root
}

// noArguments accepts no arguments. The error is that of the first argument.
func noArguments(refuse func(c *cobra.Command, arg string) error) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return refuse(c, args[0])
		}
		return nil
	}
}

// unexpectedArgument returns the error for an argument of a command that takes none.
func unexpectedArgument(c *cobra.Command, arg string) error {
	return usageErrorf("unexpected argument: %s (%s takes flags only)", arg, c.CommandPath())
}

// unknownCommand returns the error for an unknown command, with what it could mean.
func unknownCommand(c *cobra.Command, name string) error {
	near := c.SuggestionsFor(name)
	if info, err := os.Stat(name); len(near) == 0 && err == nil && info.Mode().IsRegular() {
		near = []string{"import " + name}
	}
	if len(near) > 0 {
		return usageErrorf("unknown command: %s (did you mean %s?)", name, strings.Join(near, " or "))
	}
	return usageErrorf("unknown command: %s (civicgraph --help lists the commands)", name)
}

// respell returns the arguments in the form that cobra accepts: -flag becomes --flag, and --demo without a value, which used to be a
// Boolean, becomes --demo=true.
func respell(root *cobra.Command, args []string) []string {
	long := map[string]bool{"help": true}
	for _, c := range append(root.Commands(), root) {
		c.Flags().VisitAll(func(f *pflag.Flag) { long[f.Name] = true })
	}
	result := make([]string, len(args)) // cobra takes nil for the arguments of the process
	for i, arg := range args {
		if arg == "--" {
			copy(result[i:], args[i:])
			break
		}
		if name, _, _ := strings.Cut(arg, "="); strings.HasPrefix(name, "-") && long[name[1:]] {
			arg = "-" + arg
		}
		if arg == "--demo" && (i == len(args)-1 || strings.HasPrefix(args[i+1], "-")) {
			arg = "--demo=true"
		}
		result[i] = arg
	}
	return result
}

// errReported is a failure whose message was written already.
var errReported = errors.New("already reported")

// usageError is an error in the arguments or the environment.
type usageError struct{ error }

func usageErrorf(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }
