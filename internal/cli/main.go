package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Main runs the program with the arguments and streams of the process and returns its exit status. The first interrupt or
// SIGTERM stops it gracefully, a second one ends it at once.
func Main() int {
	cobra.MousetrapHelpText = "" // on Windows, a double click starts the server
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the signals have their default effect again
	return Run(ctx, os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}
