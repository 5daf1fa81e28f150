package ingest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// CSVFolder is the tables of a folder, as an export makes it, each an input, in the order of exports. Columns may stand in
// any order and be left out; an empty cell says nothing. A folder without any is a *kg.Error.
func CSVFolder(kinds *kg.Kinds, name string, folder fs.FS) ([]Input, error) {
	entries, err := fs.ReadDir(folder, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, kg.Errorf(kg.BadArgument, "there is no folder %s", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read the tables: %w", err)
	}
	var tables []tableFile
	for _, entry := range entries {
		word, isTable := strings.CutSuffix(entry.Name(), csvSuffix)
		if !isTable || entry.IsDir() {
			continue
		}
		code, err := kinds.ParseName(word)
		mistake, _ := errors.AsType[*kg.Error](err)
		tables = append(tables, tableFile{kinds: kinds, folder: folder, word: word, code: code, mistake: mistake})
	}
	if len(tables) == 0 {
		return nil, kg.Errorf(kg.BadArgument, "the folder %s holds no table of records, such as district%s", name, csvSuffix)
	}
	slices.SortStableFunc(tables, func(a, b tableFile) int {
		return slices.Index(kinds.RecordCodes(), a.code) - slices.Index(kinds.RecordCodes(), b.code)
	})
	inputs := make([]Input, len(tables))
	for i := range tables {
		inputs[i] = Input{Name: path.Join(name, tables[i].word+csvSuffix), Lines: tables[i].lines}
	}
	return inputs, nil
}

// tableFile is a table of records of one kind.
type tableFile struct {
	kinds  *kg.Kinds
	folder fs.FS
	word   string
	code   kg.Code
	// mistake is why there is no such kind.
	mistake *kg.Error
}

// lines hands on the rows as lines of import form. What is wrong with a row does not keep those behind it from being read.
func (t *tableFile) lines(ctx context.Context, yield Yield) error {
	if t.mistake != nil {
		return yield(1, nil, t.mistake)
	}
	file, err := t.folder.Open(t.word + csvSuffix)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	rows := csvRows{reader: bufio.NewReader(newAbandonable(ctx, file)), line: 1}
	skipMark(rows.reader)
	names, err := rows.next()
	if errors.Is(err, io.EOF) {
		return yield(1, nil, kg.Errorf(kg.MissingField, "the table has no row of names"))
	}
	mistake, isMistake := errors.AsType[*kg.Error](err)
	if err != nil && !isMistake {
		return err
	}
	var header []csvColumn
	if mistake == nil {
		header, mistake = csvHeader(csvColumns(t.kinds, t.code), names)
	}
	if mistake != nil {
		return yield(1, nil, mistake)
	}
	for {
		line := rows.line
		cells, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		mistake, isMistake := errors.AsType[*kg.Error](err)
		if err != nil && !isMistake {
			return err
		}
		if mistake == nil && len(cells) == 1 && cells[0] == "" {
			continue // an empty line says nothing
		}
		var text []byte
		if mistake == nil {
			text, mistake = csvLine(t.word, header, cells)
		}
		if mistake != nil {
			text = rows.asGiven()
		}
		if err := yield(line, text, mistake); err != nil {
			return err
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

// csvLine makes the line of a row.
func csvLine(word string, header []csvColumn, cells []string) ([]byte, *kg.Error) {
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
	line, _ := json.Marshal(map[string]any{word: fields}) // texts and numbers that were checked
	return line, nil
}
