package ingest

import "civicgraph/internal/kg"

// jsonLines is the form of imports: a record a line.
func jsonLines() Format {
	return Format{Name: "jsonl", begin: func(kinds *kg.Kinds, _ choice, to target) (recordWriter, error) {
		l, err := newLines(kinds, to)
		return jsonLinesWriter{l}, err
	}}
}

type jsonLinesWriter struct{ *lines }

func (w jsonLinesWriter) record(r *kg.Record) (bool, error) {
	w.line = append(w.kinds.Encode(r).AppendJSON(w.line[:0]), '\n')
	_, err := w.Write(w.line)
	return true, err
}
