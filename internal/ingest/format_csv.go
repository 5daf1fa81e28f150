package ingest

import (
	"bufio"
	"fmt"
	"strings"

	"civicgraph/internal/kg"
)

// csvFolder is the format with a table per kind of record, as in RFC 4180: a header, then a row per record.
func csvFolder() Format {
	return Format{Name: "csv", Folder: true, begin: func(kinds *kg.Kinds, selected kindSet, open fileOpener) (recordWriter, error) {
		w := &csvWriter{kinds: kinds, tables: map[kg.Code]*csvTable{}}
		for _, code := range kinds.RecordCodes() {
			if !selected.has(code) {
				continue
			}
			file, err := open(kinds.NameOf(code) + csvSuffix)
			if err != nil {
				return nil, err
			}
			table := &csvTable{out: bufio.NewWriterSize(file, exportBuffer), columnIndex: map[string]int{}}
			for i, c := range csvColumns(kinds, code) {
				table.columnIndex[c.name] = i
				table.cells = append(table.cells, c.name)
			}
			w.tables[code] = table
			if err := table.write(); err != nil {
				return nil, err
			}
		}
		return w, nil
	}}
}

const csvSuffix = ".csv"

// csvType is the type of the cells of a column.
type csvType uint8

const (
	csvText csvType = iota
	csvNumber
	csvList // of strings or objects, as JSON
	csvRef  // an entity by kind and slug: `district/baodi`
)

// csvColumn is a column of a table. Its name is the path of the value in an import line.
type csvColumn struct {
	name      string
	valueType csvType
}

// csvColumns returns the columns of the table of a kind, in the order of an import line.
func csvColumns(kinds *kg.Kinds, code kg.Code) []csvColumn {
	period := []csvColumn{{"period.from", csvText}, {"period.until", csvText}, {"period.attestedOn", csvText}}
	var columns []csvColumn
	switch code {
	case kg.KindLink:
		columns = append([]csvColumn{{"kind", csvText}, {"from", csvRef}, {"to", csvRef}, {"role", csvText}, {"order", csvNumber}}, period...)
		return append(columns, csvColumn{"note", csvText}, csvColumn{"citations", csvList})
	case kg.KindFigure:
		for _, name := range []string{"measure", "label", "value", "unit", "qualifier", "type", "wording"} {
			columns = append(columns, csvColumn{name, csvText})
		}
		columns = append(columns, period...)
		return append(columns, csvColumn{"subjects", csvList}, csvColumn{"statedBy", csvText}, csvColumn{"citations", csvList})
	case kg.KindStatement:
		return []csvColumn{
			{"speaker", csvText}, {"saidOn", csvText}, {"summary", csvText}, {"topics", csvList}, {"about", csvList}, {"citations", csvList},
		}
	}
	kind, _ := kinds.ByCode(code)
	columns = []csvColumn{{"slug", csvText}, {"formerSlugs", csvList}}
	if kind.IsEntity() {
		columns = append(columns, csvColumn{"names", csvList}, csvColumn{"identifiers", csvList})
	}
	for _, f := range kind.Fields {
		switch f.Type {
		case kg.TypeInt:
			columns = append(columns, csvColumn{f.Name, csvNumber})
		case kg.TypeStringList:
			columns = append(columns, csvColumn{f.Name, csvList})
		case kg.TypeMoney:
			columns = append(columns, csvColumn{f.Name + ".amount", csvText}, csvColumn{f.Name + ".currency", csvText})
		case kg.TypePoint:
			columns = append(columns, csvColumn{f.Name + ".lat", csvNumber}, csvColumn{f.Name + ".lon", csvNumber})
		default:
			columns = append(columns, csvColumn{f.Name, csvText})
		}
	}
	if kind.IsEntity() {
		columns = append(columns, csvColumn{"citations", csvList})
	}
	return columns
}

type csvWriter struct {
	kinds  *kg.Kinds
	tables map[kg.Code]*csvTable
}

// csvTable is a file being written.
type csvTable struct {
	out *bufio.Writer
	// columnIndex is the index of each column by name.
	columnIndex map[string]int
	cells       []string
}

func (w *csvWriter) record(r *kg.Record) (bool, error) {
	table, ok := w.tables[r.Kind]
	if !ok {
		return false, nil
	}
	clear(table.cells)
	if err := table.fill("", fieldsOf(w.kinds, r)); err != nil {
		return false, err
	}
	return true, table.write()
}

// fill sets the cells to the values of an object.
func (t *csvTable) fill(prefix string, fields kg.Object) error {
	for _, m := range fields {
		name := prefix + m.Name
		index, ok := t.columnIndex[name]
		inner, isObject := m.Value.(kg.Object)
		switch {
		case isObject && ok: // a reference
			t.cells[index] = inner[0].Name + "/" + cellOf(inner[0].Value)
		case isObject:
			if err := t.fill(name+".", inner); err != nil {
				return err
			}
		case ok:
			t.cells[index] = cellOf(m.Value)
		default:
			return fmt.Errorf("no column for %s", name)
		}
	}
	return nil
}

// write writes the cells as a row.
func (t *csvTable) write() error {
	for i, cell := range t.cells {
		if i > 0 {
			_ = t.out.WriteByte(',') // a buffer keeps its first error
		}
		if strings.ContainsAny(cell, "\",\r\n") || strings.HasPrefix(cell, " ") || strings.HasSuffix(cell, " ") || len(t.cells) == 1 && cell == "" {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		_, _ = t.out.WriteString(cell)
	}
	return t.out.WriteByte('\n')
}

func (w *csvWriter) end() error {
	for _, table := range w.tables {
		if err := table.out.Flush(); err != nil {
			return err
		}
	}
	return nil
}
