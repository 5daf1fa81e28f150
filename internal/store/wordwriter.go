package store

import (
	"civicgraph/internal/search"
)

const (
	selectWord     = "SELECT id FROM word WHERE text = $1"
	selectLastWord = "SELECT coalesce(max(id), 0) FROM word"
)

// wordWriter writes the index of words: which words there are, the ends of each, and the texts with each.
type wordWriter struct {
	exec func(query string, args ...any) error
	// find returns the id of a word, 0 if it is new.
	find func(word string) (int64, error)
	// last is the id of the newest word. No word is looked up if it is 0.
	last int64
	tell func(done int)

	isEmpty        bool
	postings, ends rowWriter
}

// write writes the changes of sorted words (textChanges.words).
func (w *wordWriter) write(words *keySorter) error {
	w.isEmpty = w.last == 0
	w.postings = rowWriter{exec: w.exec, into: "posting (word, section, record_id)", columns: 3}
	w.ends = rowWriter{exec: w.exec, into: "word_end (text, word)", columns: 2}
	var pending searchKey
	var id int64 // of the word of pending, 0 if it was not needed yet
	done := 0
	finish := func() (err error) {
		if done == 0 {
			return nil
		}
		if id == 0 {
			if id, err = w.idOf(pending.key); err != nil {
				return err
			}
		}
		if pending.start%wordActions == wordRemoved {
			return w.exec("DELETE FROM posting WHERE word = $1 AND section = $2 AND record_id = $3", id, pending.item, pending.entity)
		}
		return w.postings.add(id, pending.item, pending.entity)
	}
	err := words.each(func(k *searchKey) error {
		if done == 0 || k.key != pending.key || k.entity != pending.entity || k.item != pending.item {
			if err := finish(); err != nil {
				return err
			}
			if k.key != pending.key {
				id = 0
			}
		}
		pending = *k
		if done++; done%toldKeys == 0 {
			w.tell(done)
		}
		return nil
	})
	for _, step := range []func() error{finish, w.postings.flush, w.ends.flush} {
		if err == nil {
			err = step()
		}
	}
	return err
}

// idOf returns the id of a word, and adds the word if it is new.
func (w *wordWriter) idOf(word string) (int64, error) {
	if !w.isEmpty {
		if id, err := w.find(word); err != nil || id != 0 {
			return id, err
		}
	}
	w.last++
	if err := w.exec("INSERT INTO word (id, text)\nVALUES ($1, $2)", w.last, word); err != nil {
		return 0, err
	}
	for _, end := range search.WordEnds(word) {
		if err := w.ends.add(end, w.last); err != nil {
			return 0, err
		}
	}
	return w.last, nil
}

// rowsPerInsert is the number of rows that one statement inserts. One by one, they would cost half as much again.
const rowsPerInsert = 32

// rowWriter inserts rows, several with one statement, and skips those that exist.
type rowWriter struct {
	exec    func(query string, args ...any) error
	into    string
	columns int
	values  []any
	full    string
}

func (w *rowWriter) add(values ...any) error {
	w.values = append(w.values, values...)
	if len(w.values) < rowsPerInsert*w.columns {
		return nil
	}
	if w.full == "" {
		w.full = insertRows(w.into, rowsPerInsert, w.columns)
	}
	err := w.exec(w.full, w.values...)
	w.values = w.values[:0]
	return err
}

// flush inserts the rows that are left.
func (w *rowWriter) flush() error {
	if len(w.values) == 0 {
		return nil
	}
	err := w.exec(insertRows(w.into, len(w.values)/w.columns, w.columns), w.values...)
	w.values = w.values[:0]
	return err
}

// insertRows returns the SQL that adds rows.
func insertRows(into string, rows, columns int) string {
	s := sqlBuilder{d: sqliteDialect{}}
	s.add("INSERT INTO ", into, "\nVALUES ")
	for row := range rows {
		if row > 0 {
			s.add(", ")
		}
		for column := range columns {
			s.add(map[bool]string{true: "(", false: ", "}[column == 0], s.arg(nil))
		}
		s.add(")")
	}
	s.add("\nON CONFLICT DO NOTHING")
	return s.String()
}
