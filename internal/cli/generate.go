package cli

import (
	"bufio"
	"context"
	"io"
	"os"

	"civicgraph/internal/ingest"
)

// generateSettings are the settings of generate.
type generateSettings struct {
	districts, seed int
}

func (s *generateSettings) all() []setting {
	return []setting{
		{flag: "districts", number: &s.districts, usage: "number of districts; each adds about 150 records"},
		{flag: "seed", number: &s.seed, usage: "seed of the random numbers; the same seed gives the same graph"},
	}
}

func generateCommand() command {
	s := &generateSettings{districts: 100, seed: 1}
	return command{
		name: "generate", about: "writes a synthetic graph as JSON Lines to standard output.", settings: s.all(),
		run: func(ctx context.Context, args []string, streams Streams) error {
			files, _, err := parseFlags(s.all(), args, os.Getenv)
			switch {
			case err != nil:
				return err
			case len(files) > 0:
				return usageErrorf("unexpected argument: %s (generate writes to standard output)", files[0])
			case s.districts < 1:
				return usageErrorf("--districts must be at least 1")
			case s.seed < 0:
				return usageErrorf("--seed must not be negative")
			}
			out := bufio.NewWriterSize(writerFunc(func(p []byte) (int, error) {
				if err := ctx.Err(); err != nil {
					return 0, err
				}
				return streams.Out.Write(p)
			}), 1<<16)
			if err := ingest.Synthetic(out, s.districts, uint64(s.seed)); err != nil {
				return err
			}
			return out.Flush()
		},
	}
}

// writerFunc is a function as an io.Writer.
type writerFunc func([]byte) (int, error)

var _ io.Writer = writerFunc(nil)

// Write calls the function.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
