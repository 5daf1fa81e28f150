package store

import "civicgraph/internal/kg"

// maxOutbox bounds the arguments of statements that are to be sent.
const maxOutbox = 1 << 14

// outbox holds statements that change rows until they are sent, and the rows that they will add.
type outbox struct {
	requests  []request
	arguments int
	// tables are the tables with rows to be added, in the order of their first rows; rows are these by table.
	tables []string
	rows   map[string]*newRows
}

// newRows are rows to be added to a table.
type newRows struct {
	columns []string
	rows    [][]any
	writer  rowWriter
}

// send sends the statements that change rows and others after them, in one round trip.
func (b *Batch) send(more ...request) error {
	b.outbox.requests = append(b.outbox.requests, more...)
	all := b.outbox.requests
	if len(all) == 0 {
		return nil
	}
	err := b.failure(b.conn.send(all))
	clear(all)
	b.outbox.requests, b.outbox.arguments = all[:0], 0
	return err
}

// exec takes a statement into the outbox.
func (b *Batch) exec(query string, args ...any) error {
	b.outbox.requests = append(b.outbox.requests, request{Query: Query{SQL: query, Args: args}})
	if b.outbox.arguments += len(args); b.outbox.arguments < maxOutbox {
		return nil
	}
	return b.send()
}

// addRow adds a row to a table. It may be changed until it is staged.
func (b *Batch) addRow(table string, columns []string, row []any) {
	t := b.outbox.rows[table]
	if t == nil {
		if b.outbox.rows == nil {
			b.outbox.rows = map[string]*newRows{}
		}
		t = &newRows{columns: columns, writer: newRowWriter(b.store.insertions, b.exec, table, columns, "")}
		b.outbox.rows[table] = t
		b.outbox.tables = append(b.outbox.tables, table)
	}
	t.rows = append(t.rows, row)
}

// stage turns what the chunk changed into statements: first those that free keys of rows, then those that take them. The state of the
// chunk is then that of the database.
func (b *Batch) stage() error {
	if err := b.stageDeletions(); err != nil {
		return err
	}
	for _, u := range b.chunk.updates {
		if err := b.exec(u.SQL, u.Args...); err != nil {
			return err
		}
	}
	b.chunk.updates = nil
	for _, e := range b.chunk.renamed {
		b.stageNames(e)
	}
	b.chunk.renamed = nil
	for _, r := range b.chunk.recited {
		b.stageCitations(r)
	}
	b.chunk.recited = nil
	for _, r := range b.chunk.added {
		r.row = nil
	}
	b.chunk.added = nil
	// Citations refer to sources.
	source, _ := b.registry.TableByCode(kg.KindSource)
	if err := b.stageRows(source.Name); err != nil {
		return err
	}
	for _, table := range b.outbox.tables {
		if err := b.stageRows(table); err != nil {
			return err
		}
	}
	b.chunk.firstNew = b.last + 1
	return nil
}

// stageRows turns the rows of a table into statements.
func (b *Batch) stageRows(table string) error {
	t := b.outbox.rows[table]
	if t == nil {
		return nil
	}
	for _, row := range t.rows {
		if err := t.writer.addRow(row); err != nil {
			return err
		}
	}
	clear(t.rows)
	t.rows = t.rows[:0]
	return t.writer.flush()
}

// stageDeletions deletes the citations that records lose, and the names of entities whose names are replaced.
func (b *Batch) stageDeletions() error {
	var citations, entities []kg.ID
	for _, r := range b.chunk.recited {
		citations = append(citations, r.dropped...)
		r.dropped = nil
	}
	for _, e := range b.chunk.renamed {
		if e.replacesNames {
			entities = append(entities, e.id)
			e.replacesNames = false
		}
	}
	for _, deletion := range []struct {
		from string
		keys []kg.ID
	}{{"citation\nWHERE id", citations}, {"name\nWHERE entity_id", entities}} {
		if deletion.keys == nil {
			continue
		}
		s := b.registry.sql()
		s.add("DELETE FROM ", deletion.from, s.d.among().of(s.arg(deletion.keys)))
		if err := b.exec(s.String(), s.args...); err != nil {
			return err
		}
	}
	return nil
}
