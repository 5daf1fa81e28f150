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

// CSVFolder returns the tables of a folder as inputs, as an export writes them and in its order. Columns may be missing and in any
// order; an empty cell is a missing value. A folder without tables is a *kg.Error.
func CSVFolder(kinds *kg.Kinds, name string, folder fs.FS) ([]Input, error) {
	entries, err := fs.ReadDir(folder, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, kg.Errorf(kg.BadArgument, "the folder %s does not exist", name)
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
		invalid, _ := errors.AsType[*kg.Error](err)
		tables = append(tables, tableFile{kinds: kinds, folder: folder, word: word, code: code, err: invalid})
	}
	if len(tables) == 0 {
		return nil, kg.Errorf(kg.BadArgument, "the folder %s has no tables, such as district%s", name, csvSuffix)
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
	// err is the error of an unknown kind.
	err *kg.Error
}

// lines calls yield for each row as an import line. Rows after an invalid one are still read.
func (t *tableFile) lines(ctx context.Context, yield Yield) error {
	if t.err != nil {
		return yield(1, nil, t.err)
	}
	file, err := t.folder.Open(t.word + csvSuffix)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	rows := csvRows{reader: bufio.NewReader(newContextReader(ctx, file)), line: 1}
	skipByteOrderMark(rows.reader)
	names, err := rows.next()
	if errors.Is(err, io.EOF) {
		return yield(1, nil, kg.Errorf(kg.MissingField, "the table has no header"))
	}
	invalid, isInvalid := errors.AsType[*kg.Error](err)
	if err != nil && !isInvalid {
		return err
	}
	var header []csvColumn
	if invalid == nil {
		header, invalid = csvHeader(csvColumns(t.kinds, t.code), names)
	}
	if invalid != nil {
		return yield(1, nil, invalid)
	}
	for {
		line := rows.line
		cells, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		invalid, isInvalid := errors.AsType[*kg.Error](err)
		if err != nil && !isInvalid {
			return err
		}
		if invalid == nil && len(cells) == 1 && cells[0] == "" {
			continue // an empty line
		}
		var text []byte
		if invalid == nil {
			text, invalid = csvLine(t.word, header, cells)
		}
		if invalid != nil {
			text = rows.original()
		}
		if err := yield(line, text, invalid); err != nil {
			return err
		}
	}
}

// csvHeader returns the columns that are named in the first row.
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
			return nil, kg.Errorf(kg.BadValue, "unknown column %.60q; must be one of %s", name, strings.Join(all, ", "))
		}
		if slices.Contains(header, known[i]) {
			return nil, kg.Errorf(kg.Duplicate, "the column %s occurs twice", name)
		}
		header = append(header, known[i])
	}
	return header, nil
}

// csvLine returns the import line of a row.
func csvLine(word string, header []csvColumn, cells []string) ([]byte, *kg.Error) {
	if len(cells) != len(header) {
		return nil, kg.Errorf(kg.BadValue, "the row has %d cells, the header has %d", len(cells), len(header))
	}
	fields := map[string]any{}
	for i, column := range header {
		if cells[i] == "" {
			continue
		}
		value, invalid := csvValue(column, cells[i])
		if invalid != nil {
			invalid.Field = word + "." + column.name
			return nil, invalid
		}
		object, name := fields, column.name
		if outer, inner, nested := strings.Cut(name, "."); nested {
			nestedFields, ok := fields[outer].(map[string]any)
			if !ok {
				nestedFields = map[string]any{}
				fields[outer] = nestedFields
			}
			object, name = nestedFields, inner
		}
		object[name] = value
	}
	line, _ := json.Marshal(map[string]any{word: fields}) // cannot fail: strings and checked numbers
	return line, nil
}
