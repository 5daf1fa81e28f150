package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

// exportSettings are the settings of export.
type exportSettings struct {
	database, format, kinds, asOf, around string
	depth                                 int
	csvSeparator                          string
	csvBOM                                bool
}

// defaultExport returns the settings without arguments and environment.
func defaultExport() *exportSettings {
	return &exportSettings{database: defaultDatabase, format: ingest.Formats()[0].Name, depth: 1, csvSeparator: "comma"}
}

func (s *exportSettings) all() []setting {
	var formats []string
	for _, f := range ingest.Formats() {
		formats = append(formats, f.Name)
	}
	return []setting{
		{flag: "database", variable: "CIVICGRAPH_DATABASE", text: &s.database, usage: "database `file`, which must exist, or the address of one on PostgreSQL"},
		{flag: "format", text: &s.format, values: formats, usage: "output `format`: " + strings.Join(formats, ", ") + "; csv writes a folder of tables"},
		{flag: "kind", text: &s.kinds, usage: "comma-separated `kinds` of record to export, with the sources that they cite"},
		{flag: "as-of", text: &s.asOf, usage: "leave out the links that did not hold on this `day`, such as 2023-01-11"},
		{flag: "around", text: &s.around, usage: "export only what is near this `entity`, such as district/baodi"},
		{flag: "depth", number: &s.depth, usage: "number of steps from --around"},
		{flag: "csv-separator", text: &s.csvSeparator, values: cellSeparators(), usage: "`separator` of the cells of --format csv: comma, semicolon, tab or bar"},
		{flag: "csv-bom", boolean: &s.csvBOM, usage: "begin each table with a byte order mark, by which Excel recognizes UTF-8"},
	}
}

func exportCommand(streams Streams) *cobra.Command {
	s := defaultExport()
	c := &cobra.Command{
		Use: "export [flags] [FILE]", Short: "Write the graph or a part of it to a file or to standard output",
		Example: `  civicgraph export graph.jsonl
  civicgraph export --format csv --csv-bom tables      # a folder that Excel opens
  civicgraph export --around district/baodi --depth 2 --as-of 2023-01-11 baodi.jsonl`,
		SuggestFor: []string{"dump"},
		Args: func(_ *cobra.Command, files []string) error {
			if len(files) > 1 {
				return usageErrorf("unexpected argument: %s (export writes one file)", files[1])
			}
			return nil
		},
		RunE: func(c *cobra.Command, files []string) error {
			if c.Flags().Changed("depth") && s.around == "" {
				return usageErrorf("--depth requires --around")
			}
			return runExport(c.Context(), s, files, streams)
		},
	}
	addSettings(c, s.all())
	return c
}

func runExport(ctx context.Context, s *exportSettings, files []string, streams Streams) (err error) {
	if !exists(s.database) {
		if _, err := os.Stat(demoDatabase); err == nil && s.database == defaultDatabase {
			return fmt.Errorf("database %s does not exist (--database %s exports the demo data)", s.database, demoDatabase)
		}
		return fmt.Errorf("database %s does not exist (--database names another)", s.database)
	}
	if len(files) > 0 {
		if err := refuseOverwrite("export", files[0], s.database); err != nil {
			return err
		}
	}
	db, err := openStore(ctx, s.database, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	options := ingest.ExportOptions{Format: s.format, AsOf: s.asOf, Around: s.around, Depth: s.depth, CSVBOM: s.csvBOM, CSVSeparator: s.csvSeparator}
	if s.kinds != "" {
		options.Kinds = strings.Split(strings.ReplaceAll(s.kinds, " ", ""), ",")
	}
	if len(files) == 0 || files[0] == "-" {
		_, err = ingest.Export(ctx, db, streams.Out, options)
		return asUsageError(err)
	}
	done, err := ingest.ExportFile(ctx, db, files[0], options)
	if err != nil {
		return asUsageError(err)
	}
	fmt.Fprintf(streams.Err, "exported %s: sources %d, entities %d, links %d, figures %d, statements %d\n",
		count(done.Total(), "record"), done.Sources, done.Entities, done.Links, done.Figures, done.Statements)
	return nil
}

// asUsageError makes a *kg.Error a usage error, because it is an error in the arguments.
func asUsageError(err error) error {
	if invalid, ok := errors.AsType[*kg.Error](err); ok {
		return usageErrorf("%w", invalid)
	}
	return err
}
