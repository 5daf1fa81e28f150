package store

import (
	"context"
	"fmt"
	"strings"

	"civicgraph/internal/kg"
)

// copiedTable is a table of a database as a copy reads and writes it.
type copiedTable struct {
	name string
	// key are the columns that identify a row. A copy reads the rows in their order.
	key []string
	// owner is the column with the key of the record that a row belongs to; empty if the rows of a record are not found by it.
	owner string
	// owners are the kinds of record that have rows.
	owners []kg.Code
	// isPrepared means that an empty database has the rows, with other values.
	isPrepared bool

	// columns are those of the database, and types say what they hold.
	columns []string
	types   []cellType
}

// cellType is what the cells of a column hold.
type cellType uint8

const (
	integerCell cellType = iota
	floatCell
	textCell
)

// cellTypes are the types of columns by their names in the catalogs of the engines.
var cellTypes = map[string]cellType{ //nolint:gochecknoglobals // constant
	"INTEGER": integerCell, "bigint": integerCell, "REAL": floatCell, "double precision": floatCell, "TEXT": textCell, "text": textCell,
}

// copiedTables returns the tables of the graph, without their columns: those with rows of records first, those that a row refers to
// before its own.
func (r *Registry) copiedTables() []*copiedTable {
	var all []*copiedTable
	for _, kind := range r.Kinds.All() {
		all = append(all, &copiedTable{name: r.byCode[kind.Code].Name, key: []string{"id"}, owner: "id", owners: []kg.Code{kind.Code}})
	}
	entities, records := r.Entities(), r.Kinds.RecordCodes()
	link, figure, statement := []kg.Code{kg.KindLink}, []kg.Code{kg.KindFigure}, []kg.Code{kg.KindStatement}
	return append(all,
		&copiedTable{name: "name", key: []string{"entity_id", "position"}, owner: "entity_id", owners: entities},
		&copiedTable{name: "identifier", key: []string{"entity_id", "position"}, owner: "entity_id", owners: entities},
		&copiedTable{name: "former_slug", key: []string{"kind", "slug"}, owner: "record_id", owners: records},
		&copiedTable{name: "link", key: []string{"id"}, owner: "id", owners: link},
		&copiedTable{name: "figure", key: []string{"id"}, owner: "id", owners: figure},
		&copiedTable{name: "figure_subject", key: []string{"subject_id", "sort", "figure_id"}, owner: "figure_id", owners: figure},
		&copiedTable{name: "statement", key: []string{"id"}, owner: "id", owners: statement},
		&copiedTable{name: "statement_subject", key: []string{"subject_id", "sort", "statement_id"}, owner: "statement_id", owners: statement},
		&copiedTable{name: "citation", key: []string{"id"}, owner: "record_id", owners: records},
		&copiedTable{name: "degree", key: []string{"entity_id"}},
		&copiedTable{name: "search_key", key: []string{"key", "entity_id", "item", "start"}},
		&copiedTable{name: "word", key: []string{"id"}},
		&copiedTable{name: "word_end", key: []string{"text", "word"}},
		&copiedTable{name: "phrase", key: []string{"id"}},
		&copiedTable{name: "posting", key: []string{"word", "section", "record_id"}},
		&copiedTable{name: "change_set", key: []string{"id"}},
		&copiedTable{name: "change", key: []string{"set_id", "position"}},
		&copiedTable{name: "sequence", key: []string{"name"}, isPrepared: true},
	)
}

// readColumns reads the columns of tables from the catalog of the database, sorted by name.
func (s *Store) readColumns(ctx context.Context, snapshot *Snapshot, tables []*copiedTable) error {
	for _, t := range tables {
		err := snapshot.Read(ctx, s.engine.dialect().tableColumns(t.name), func(r *Row) error {
			kind, ok := cellTypes[r.Text(1)]
			if !ok {
				return fmt.Errorf("the column %s of the table %s has the type %s, which cannot be copied", r.Text(0), t.name, r.Text(1))
			}
			t.columns, t.types = append(t.columns, `"`+r.Text(0)+`"`), append(t.types, kind)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// selection returns the beginning of a statement that reads the columns of rows t.
func (t *copiedTable) selection() string {
	return "SELECT " + t.columnList("t") + "\nFROM " + t.name + " t"
}

// columnList returns the columns of a row with an alias.
func (t *copiedTable) columnList(alias string) string {
	return alias + "." + strings.Join(t.columns, ", "+alias+".")
}

// all reads all rows in the order of their key.
func (t *copiedTable) all() Query {
	return Query{SQL: t.selection() + "\nORDER BY t." + strings.Join(t.key, ", t.")}
}

// copiedRows and copiedBytes bound the rows that a copy holds at once: their number, and the size of their strings.
const (
	copiedRows  = 500
	copiedBytes = 1 << 20
)

// read reads rows, and calls use with some hundred at a time. The query begins with selection.
func (t *copiedTable) read(ctx context.Context, s *Snapshot, q Query, use func(rows [][]any) error) error {
	var rows [][]any
	size := 0
	err := s.Read(ctx, q, func(r *Row) error {
		row := make([]any, len(t.columns))
		for i, kind := range t.types {
			if r.IsNull(i) {
				continue
			}
			switch kind {
			case integerCell:
				row[i] = r.Int(i)
			case floatCell:
				row[i] = r.Float(i)
			case textCell:
				text := r.Text(i)
				row[i], size = text, size+len(text)
			}
		}
		if rows = append(rows, row); len(rows) < copiedRows && size < copiedBytes {
			return nil
		}
		full := rows
		rows, size = make([][]any, 0, copiedRows), 0
		return use(full)
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	return use(rows)
}

// insert adds rows to a table of the store.
func (s *Store) insertCopied(into conn, t *copiedTable, rows [][]any) error {
	if !t.isPrepared {
		return into.insert(t.name, t.columns, rows)
	}
	for _, row := range rows {
		b := s.registry.sql()
		b.add("INSERT INTO ", t.name, " (", strings.Join(t.columns, ", "), ")\nVALUES (")
		for i, value := range row {
			if i > 0 {
				b.add(", ")
			}
			b.add(b.arg(value))
		}
		b.add(")\nON CONFLICT (", strings.Join(t.key, ", "), ") DO UPDATE SET ")
		for i, column := range t.columns {
			if i > 0 {
				b.add(", ")
			}
			b.add(column, " = excluded.", column)
		}
		if _, err := into.run(b.done()); err != nil {
			return err
		}
	}
	return nil
}
