package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// Input is one record as a file gives it, ready for Kinds.Decode.
type Input struct {
	File string
	// Line is where the record begins; lines count from 1.
	Line   int
	Record map[string]any
}

// ReadCSV reads the records of a folder of tables, as an export makes it, a file after the other in the order of exports.
// Columns may stand in any order and be left out; an empty cell says nothing. What is wrong with a file or row comes as a
// *kg.Error with the file and line, and what can be read goes on behind it; any other error ends the reading.
func ReadCSV(kinds *kg.Kinds, folder fs.FS) iter.Seq2[Input, error] {
	return func(yield func(Input, error) bool) {
		words, err := csvTables(kinds, folder, yield)
		if err != nil {
			yield(Input{}, err)
			return
		}
		for _, word := range words {
			if !readTable(kinds, folder, word, yield) {
				return
			}
		}
	}
}

// csvTables are the kinds of record of which the folder holds a table.
func csvTables(kinds *kg.Kinds, folder fs.FS, yield func(Input, error) bool) (words []string, err error) {
	entries, err := fs.ReadDir(folder, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, kg.Errorf(kg.BadArgument, "there is no such folder")
	}
	if err != nil {
		return nil, fmt.Errorf("read the tables: %w", err)
	}
	for _, entry := range entries {
		word, isTable := strings.CutSuffix(entry.Name(), csvSuffix)
		if !isTable || entry.IsDir() {
			continue
		}
		if _, err := kinds.ParseWord(word); err != nil {
			if !yield(Input{File: entry.Name()}, err) {
				return nil, nil
			}
			continue
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return nil, kg.Errorf(kg.BadArgument, "the folder holds no table of records, such as district%s", csvSuffix)
	}
	order := func(word string) int {
		return slices.IndexFunc(kinds.RecordCodes(), func(c kg.Code) bool { return kinds.Word(c) == word })
	}
	slices.SortFunc(words, func(a, b string) int { return order(a) - order(b) })
	return words, nil
}

// readTable reads one file, and tells whether to go on.
func readTable(kinds *kg.Kinds, folder fs.FS, word string, yield func(Input, error) bool) bool {
	name := word + csvSuffix
	file, err := folder.Open(name)
	if err != nil {
		yield(Input{File: name}, fmt.Errorf("read %s: %w", name, err))
		return false
	}
	defer func() { _ = file.Close() }()
	code, err := kinds.ParseWord(word)
	if err != nil {
		return yield(Input{File: name}, err)
	}
	rows := csvRows{reader: bufio.NewReaderSize(file, exportBuffer), line: 1}
	rows.skipMark()
	var header []csvColumn
	for {
		in := Input{File: name, Line: rows.line}
		cells, err := rows.next()
		mistake, isMistake := errors.AsType[*kg.Error](err)
		switch {
		case errors.Is(err, io.EOF) && header != nil:
			return true
		case errors.Is(err, io.EOF):
			return yield(in, kg.Errorf(kg.MissingField, "the table has no row of names"))
		case err != nil && !isMistake:
			yield(in, fmt.Errorf("read %s: %w", name, err))
			return false
		case header == nil && err == nil:
			header, mistake = csvHeader(csvColumns(kinds, code), cells)
		case header != nil && err == nil && (len(cells) > 1 || cells[0] != ""):
			if in.Record, mistake = csvRecord(word, header, cells); mistake == nil && !yield(in, nil) {
				return false
			}
		}
		if mistake != nil && !yield(in, mistake) {
			return false
		}
		if header == nil && mistake != nil {
			return true
		}
	}
}

// csvHeader finds the columns that the first row names.
func csvHeader(known []csvColumn, names []string) ([]csvColumn, *kg.Error) {
	var header []csvColumn
	for _, name := range names {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(known, func(c csvColumn) bool { return c.name == name })
		if i < 0 {
			var all []string
			for _, c := range known {
				all = append(all, c.name)
			}
			return nil, kg.Errorf(kg.BadValue, "there is no column %.60q; known are %s", name, strings.Join(all, ", "))
		}
		if slices.Contains(header, known[i]) {
			return nil, kg.Errorf(kg.Duplicate, "the column %s is there twice", name)
		}
		header = append(header, known[i])
	}
	return header, nil
}

// csvRecord makes the record of a row.
func csvRecord(word string, header []csvColumn, cells []string) (map[string]any, *kg.Error) {
	if len(cells) != len(header) {
		return nil, kg.Errorf(kg.BadValue, "the row has %d cells, and %d columns have names", len(cells), len(header))
	}
	fields := map[string]any{}
	for i, column := range header {
		if cells[i] == "" {
			continue
		}
		value, mistake := csvValue(column, cells[i])
		if mistake != nil {
			mistake.Field = word + "." + column.name
			return nil, mistake
		}
		place, name := fields, column.name
		if outer, inner, nested := strings.Cut(name, "."); nested {
			object, ok := fields[outer].(map[string]any)
			if !ok {
				object = map[string]any{}
				fields[outer] = object
			}
			place, name = object, inner
		}
		place[name] = value
	}
	return map[string]any{word: fields}, nil
}
