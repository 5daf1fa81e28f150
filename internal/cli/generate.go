package cli

import (
	"bufio"
	"context"
	"io"

	"github.com/spf13/cobra"

	"civicgraph/internal/ingest"
)

// generateSettings are the settings of generate.
type generateSettings struct {
	districts, seed int
}

// defaultGenerate returns the settings without arguments and environment.
func defaultGenerate() *generateSettings {
	return &generateSettings{districts: 100, seed: 1}
}

func (s *generateSettings) all() []setting {
	return []setting{
		{flag: "districts", number: &s.districts, usage: "number of districts; each adds about 150 records"},
		{flag: "seed", number: &s.seed, usage: "seed of the random numbers; the same seed gives the same graph"},
	}
}

func generateCommand(streams Streams) *cobra.Command {
	s := defaultGenerate()
	c := &cobra.Command{
		Use: "generate", Short: "Write an invented graph as JSON Lines to standard output",
		Example: "  civicgraph generate --districts 2000 | civicgraph import --database big.db -",
		Args:    noArguments(unexpectedArgument),
		RunE:    func(c *cobra.Command, _ []string) error { return runGenerate(c.Context(), s, streams.Out) },
	}
	addSettings(c, s.all())
	return c
}

func runGenerate(ctx context.Context, s *generateSettings, output io.Writer) error {
	switch {
	case s.districts < 1:
		return usageErrorf("--districts must be at least 1")
	case s.seed < 0:
		return usageErrorf("--seed must not be negative")
	}
	buffered := bufio.NewWriterSize(writerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return output.Write(p)
	}), 1<<16)
	if err := ingest.Synthetic(buffered, s.districts, uint64(s.seed)); err != nil {
		return err
	}
	return buffered.Flush()
}

// writerFunc is a function as an io.Writer.
type writerFunc func([]byte) (int, error)

var _ io.Writer = writerFunc(nil)

// Write calls the function.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
