package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"civicgraph/internal/ingest"
	"civicgraph/internal/ingest/table"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// tableSettings are the settings of import that say how tables are read.
type tableSettings struct {
	kind, mapping, mappingFile, separator, cellSeparator, encoding, dateOrder string
	plan                                                                      bool
}

func (s *tableSettings) all() []setting {
	return []setting{
		{flag: "kind", text: &s.kind, usage: "`kind` of the records of a table, such as official"},
		{flag: "map", text: &s.mapping, usage: "what the columns of a table become (`HEADING=TARGET,...`), such as 'Name=official.name, Position=post.role'"},
		{flag: "mapping", text: &s.mappingFile, usage: "`file` of such mappings, one per line"},
		{flag: "plan", boolean: &s.plan, usage: "write nothing, and print what each column of a table would become"},
		{flag: "separator", text: &s.separator, usage: "`separator` of several values in a cell"},
		{flag: "csv-separator", text: &s.cellSeparator, values: cellSeparators(), usage: "`separator` of cells: comma, semicolon, tab or bar; detected if not given"},
		{flag: "encoding", text: &s.encoding, usage: "`encoding` of tables, such as gb18030; detected if not given"},
		{flag: "date-order", text: &s.dateOrder, values: []string{table.DayFirst, table.MonthFirst}, usage: "`order` of the numbers of 03/04/2022: dmy or mdy; such dates are refused if not given"},
	}
}

// cellSeparators are the names of the separators of cells.
func cellSeparators() []string { return []string{"comma", "semicolon", "tab", "bar"} }

// newSet returns an empty set of tables.
func (s *tableSettings) newSet(source string) (*table.Set, error) {
	text := s.mapping
	if s.mappingFile != "" {
		file, err := os.ReadFile(s.mappingFile)
		if err != nil {
			return nil, fmt.Errorf("cannot read the mapping: %w", err)
		}
		text += "\n" + string(file)
	}
	mapping, err := table.ParseMapping(text)
	if err != nil {
		return nil, asUsageError(err)
	}
	set, err := table.NewSet(kg.NewKinds(), table.Options{
		Kind: s.kind, Mapping: mapping, Separator: s.separator, CellSeparator: s.cellSeparator, Encoding: s.encoding,
		DateOrder: s.dateOrder, Source: source, Plan: s.plan,
	})
	return set, asUsageError(err)
}

// tableFormat is the format of folders and of delimited files.
const tableFormat = "csv"

// isTable reports whether an input is a table: by the format, or by its name if none is given.
func isTable(format, name string) bool {
	if format != "" {
		return format == tableFormat
	}
	info, err := os.Stat(name)
	return table.IsTable(name) || err == nil && info.IsDir()
}

// readTable adds the tables of a file, a folder or standard input to the set.
func readTable(set *table.Set, name string, standard io.Reader) error {
	if name == "-" {
		return asUsageError(set.Read("standard input", standard))
	}
	if info, err := os.Stat(name); err != nil || info.IsDir() {
		return asUsageError(ingest.ReadFolder(set, name, os.DirFS(name)))
	}
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("cannot open the input: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written to it
	return asUsageError(set.Read(name, file))
}

// tableInputs returns the tables of a set as inputs, and reports how they were read.
func tableInputs(ctx context.Context, db *store.Store, set *table.Set, output io.Writer) ([]ingest.Input, error) {
	tables, err := ingest.Tables(ctx, db, set)
	if err != nil {
		return nil, err
	}
	var inputs []ingest.Input
	var notes []string
	for _, t := range tables {
		inputs = append(inputs, ingest.TableInput(t))
		notes = append(notes, t.Notes()...)
	}
	for _, note := range slices.Compact(notes) {
		fmt.Fprintln(output, note)
	}
	return inputs, nil
}
