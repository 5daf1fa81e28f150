package ingest

import (
	"bufio"
	"io"

	"civicgraph/internal/ingest/table"
	"civicgraph/internal/kg"
)

// csvSuffix is the ending of the names of tables.
const csvSuffix = ".csv"

// csvFolder is the format with a flat table per kind of record, as in RFC 4180: a header, then a row per record.
func csvFolder() Format {
	return Format{Name: "csv", Folder: true, begin: func(t exportTarget) (recordWriter, error) {
		separator, err := table.ParseCellSeparator(t.options.CSVSeparator)
		if err != nil {
			return nil, forOption("csv-separator", err)
		}
		w := &csvWriter{layout: table.NewLayout(t.kinds), tables: map[kg.Code]*bufio.Writer{}, separator: (separator + ",")[0]}
		for _, code := range t.kinds.RecordCodes() {
			if !t.selected.has(code) {
				continue
			}
			file, err := t.open(t.kinds.NameOf(code) + csvSuffix)
			if err != nil {
				return nil, err
			}
			w.tables[code] = bufio.NewWriterSize(file, exportBuffer)
			if t.options.CSVBOM {
				_, _ = io.WriteString(w.tables[code], byteOrderMark) // a buffer keeps its first error
			}
		}
		return w, nil
	}}
}

// csvWriter writes tables. It surveys all records first, because they decide which columns there are.
type csvWriter struct {
	layout    *table.Layout
	tables    map[kg.Code]*bufio.Writer
	separator byte
}

func (w *csvWriter) survey(r *kg.Record) { w.layout.Survey(r) }

func (w *csvWriter) surveyed() error {
	for code, file := range w.tables {
		if err := w.write(file, w.layout.Header(code)); err != nil {
			return err
		}
	}
	return nil
}

func (w *csvWriter) record(r *kg.Record) (bool, error) {
	file, ok := w.tables[r.Kind]
	if !ok {
		return false, nil
	}
	return true, w.write(file, w.layout.Row(r))
}

func (w *csvWriter) write(file *bufio.Writer, cells []string) error {
	_, err := file.WriteString(table.CSVRow(cells, w.separator) + "\n")
	return err
}

func (w *csvWriter) end() error {
	for _, file := range w.tables {
		if err := file.Flush(); err != nil {
			return err
		}
	}
	return nil
}
