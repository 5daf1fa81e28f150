package ingest

import "civicgraph/internal/kg"

// jsonLines is the format of imports, with a record per line.
func jsonLines() Format {
	return Format{Name: "jsonl", begin: func(t exportTarget) (recordWriter, error) {
		l, err := newLineWriter(t.kinds, t.open)
		return jsonLinesWriter{l}, err
	}}
}

type jsonLinesWriter struct{ *lineWriter }

func (w jsonLinesWriter) record(r *kg.Record) (bool, error) {
	w.line = append(w.kinds.Encode(r).AppendJSON(w.line[:0]), '\n')
	_, err := w.Write(w.line)
	return true, err
}
