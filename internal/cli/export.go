package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

// exportSettings are what export can be told.
type exportSettings struct {
	database, format, kinds, asOf, around string
	depth                                 int
}

func (s *exportSettings) all() []setting {
	var formats []string
	for _, f := range ingest.Formats() {
		formats = append(formats, f.Name)
	}
	return []setting{
		{flag: "database", variable: "CIVICGRAPH_DATABASE", text: &s.database, usage: "file of the database, which must be there"},
		{flag: "format", text: &s.format, usage: "one of " + strings.Join(formats, ", ") + "; csv makes a folder"},
		{flag: "kind", text: &s.kinds, usage: "only these kinds of record, with commas between, and the sources that they cite"},
		{flag: "as-of", text: &s.asOf, usage: "day; leaves out the links that did not hold on it"},
		{flag: "around", text: &s.around, usage: "slug of an entity, district/baodi: only what lies around it"},
		{flag: "depth", number: &s.depth, usage: "how many steps away from --around"},
	}
}

func exportCommand() command {
	s := &exportSettings{database: defaultDatabase, format: ingest.Formats()[0].Name, depth: 1}
	return command{
		name: "export", arguments: "[FILE]", settings: s.all(),
		about: "writes the graph, or a part of it, to a file or to standard output.",
		run: func(ctx context.Context, args []string, streams Streams) error {
			files, given, err := parseFlags(s.all(), args, os.Getenv)
			switch {
			case err != nil:
				return err
			case len(files) > 1:
				return usageErrorf("%s is one file too many", files[1])
			case given["depth"] && s.around == "":
				return usageErrorf("--depth says how far --around reaches; give both")
			}
			return runExport(ctx, s, files, streams)
		},
	}
}

func runExport(ctx context.Context, s *exportSettings, files []string, streams Streams) (err error) {
	if _, err := os.Stat(s.database); err != nil {
		return fmt.Errorf("there is no database %s; name one with --database", s.database)
	}
	if len(files) > 0 {
		if err := spare("export", files[0], s.database); err != nil {
			return err
		}
	}
	db, err := openStore(ctx, s.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	options := ingest.ExportOptions{Format: s.format, AsOf: s.asOf, Around: s.around, Depth: s.depth}
	if s.kinds != "" {
		options.Kinds = strings.Split(strings.ReplaceAll(s.kinds, " ", ""), ",")
	}
	if len(files) == 0 || files[0] == "-" {
		_, err = ingest.Export(ctx, db, streams.Out, options)
		return mistaken(err)
	}
	done, err := ingest.ExportFile(ctx, db, files[0], options)
	if err != nil {
		return mistaken(err)
	}
	fmt.Fprintf(streams.Err, "exported %s: sources %d, entities %d, links %d, figures %d, statements %d\n",
		count(done.Total(), "record"), done.Sources, done.Entities, done.Links, done.Figures, done.Statements)
	return nil
}

// mistaken makes a mistake in what was asked for one of usage.
func mistaken(err error) error {
	if mistake, ok := errors.AsType[*kg.Error](err); ok {
		return usageErrorf("%w", mistake)
	}
	return err
}
