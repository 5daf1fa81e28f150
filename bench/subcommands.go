package main

import (
	"context"
	"errors"
	"time"
)

// Sub-commands for processes that this program starts.
const (
	loaderWord  = "loader"  // FILE DATABASE: run the loader
	countedWord = "counted" // ADDRESS ARGUMENT …: run civicgraph, and report its allocations there
)

// subcommands returns what the program does instead of measuring the cases, by the first argument.
func subcommands() map[string]func(context.Context, []string) error {
	return map[string]func(context.Context, []string) error{
		"import":   within(parseImportSettings, measureImport),
		"links":    within(parseLinkSettings, measureLinks),
		"fairness": within(parseFairnessSettings, measureFairness),
		"sizes":    within(parseSizeSettings, measureSizes),
		"paths":    within(parsePathSettings, measurePaths),
		loaderWord: func(ctx context.Context, args []string) error {
			if len(args) != 2 {
				return errors.New("loader needs a file and a database")
			}
			return loadByHand(ctx, args[0], args[1])
		},
		countedWord: func(ctx context.Context, args []string) error {
			if len(args) < 1 {
				return errors.New("counted needs an address")
			}
			return serveCounted(ctx, args[0], args[1:])
		},
	}
}

// timeLimit is the time limit of a run.
type timeLimit struct{ timeout time.Duration }

func (l timeLimit) limit() time.Duration { return l.timeout }

// within returns a function that parses arguments and measures within their time limit.
func within[S interface{ limit() time.Duration }](
	parse func([]string) (S, error), measure func(context.Context, S) error,
) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		s, err := parse(args)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, s.limit())
		defer cancel()
		return measure(ctx, s)
	}
}
