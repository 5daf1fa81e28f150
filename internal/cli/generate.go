package cli

import (
	"bufio"
	"context"
	"os"

	"civicgraph/internal/ingest"
)

// generateSettings are what generate can be told.
type generateSettings struct {
	districts, seed int
}

func (s *generateSettings) all() []setting {
	return []setting{
		{flag: "districts", number: &s.districts, usage: "how many districts; each brings about 150 records"},
		{flag: "seed", number: &s.seed, usage: "the same seed makes the same graph"},
	}
}

func generateCommand() command {
	s := &generateSettings{districts: 100, seed: 1}
	return command{
		name: "generate", about: "writes an invented graph in import form to standard output.", settings: s.all(),
		run: func(_ context.Context, args []string, streams Streams) error {
			files, _, err := parseFlags(s.all(), args, os.Getenv)
			switch {
			case err != nil:
				return err
			case len(files) > 0:
				return usageErrorf("%s is not understood; generate writes to standard output", files[0])
			case s.districts < 1 || s.seed < 0:
				return usageErrorf("--districts takes a number from 1, --seed one from 0")
			}
			out := bufio.NewWriterSize(streams.Out, 1<<16)
			if err := ingest.Synthetic(out, s.districts, uint64(s.seed)); err != nil {
				return err
			}
			return out.Flush()
		},
	}
}
