package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// Written counts what a write did with the records that it was given.
type Written struct {
	Created, Updated, Unchanged int
}

// RefusedError says why records were not written: nothing was, then.
type RefusedError struct {
	Problems []Problem
}

// Problem is what is wrong with one record.
type Problem struct {
	// Record is the record's place among those given.
	Record int
	Err    *kg.Error
}

func (r *RefusedError) Error() string {
	return fmt.Sprintf("%d records cannot be written; the first, record %d: %v",
		len(r.Problems), r.Problems[0].Record, r.Problems[0].Err)
}

// Write writes decoded records in one transaction: all of them, or none and a *RefusedError that says what is wrong with
// each. A record may refer to any other of them. What is there already is completed: lists are united, a field that is
// given replaces the old value, a field left out stays. Writing the same again changes nothing.
func (s *Store) Write(ctx context.Context, records []*kg.Record) (Written, error) {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return Written{}, fmt.Errorf("begin to write: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	w, err := s.newWriter(ctx, tx)
	if err != nil {
		return Written{}, err
	}
	if err := w.writeAll(records); err != nil {
		return Written{}, err
	}
	if len(w.problems) > 0 {
		slices.SortFunc(w.problems, func(a, b Problem) int { return a.Record - b.Record })
		return Written{}, &RefusedError{Problems: w.problems}
	}
	if err := w.finish(); err != nil {
		return Written{}, err
	}
	if err := tx.Commit(); err != nil {
		return Written{}, fmt.Errorf("commit: %w", err)
	}
	return w.written, nil
}

// writer is one transaction that writes.
type writer struct {
	ctx      context.Context //nolint:containedctx // a writer lives as long as one call of Write
	tx       *sql.Tx
	registry *Registry
	now      string
	last     int64
	stmts    map[string]*sql.Stmt
	// ids are the keys of the records that were looked up or written, seen the records given so far.
	ids      map[kg.Ref]kg.ID
	seen     map[any]bool
	written  Written
	problems []Problem
}

func (s *Store) newWriter(ctx context.Context, tx *sql.Tx) (*writer, error) {
	w := &writer{
		ctx: ctx, tx: tx, registry: s.registry, now: kg.Instant(s.now()),
		stmts: map[string]*sql.Stmt{}, ids: map[kg.Ref]kg.ID{}, seen: map[any]bool{},
	}
	_, err := w.row("SELECT last FROM sequence WHERE name = 'record'", nil, &w.last)
	return w, err
}

// finish keeps how far the keys have come, and when the graph last changed.
func (w *writer) finish() error {
	if w.written.Created+w.written.Updated == 0 {
		return nil
	}
	return w.exec("UPDATE sequence SET last = $1, changed_at = $2 WHERE name = 'record'", w.last, w.now)
}

// writeAll writes what others refer to first: sources, entities, what is said of them.
func (w *writer) writeAll(records []*kg.Record) error {
	rank := func(r *kg.Record) int {
		switch r.Kind {
		case kg.Source:
			return 0
		case kg.LinkCode, kg.FigureCode, kg.StatementCode:
			return 2
		}
		return 1
	}
	for turn := range 3 {
		for i, record := range records {
			if rank(record) != turn {
				continue
			}
			if err := w.write(record); err != nil {
				var mistake *kg.Error
				if !errors.As(err, &mistake) {
					return err
				}
				w.problems = append(w.problems, Problem{Record: i, Err: mistake})
			}
		}
	}
	return nil
}

func (w *writer) write(record *kg.Record) error {
	put := w.thing
	switch record.Kind {
	case kg.LinkCode:
		put = w.link
	case kg.FigureCode:
		put = w.figure
	case kg.StatementCode:
		put = w.statement
	}
	if err := w.resolveSources(record.Citations); err != nil {
		return err
	}
	changed, created, err := put(record)
	switch {
	case err != nil:
		return err
	case created:
		w.written.Created++
	case changed:
		w.written.Updated++
	default:
		w.written.Unchanged++
	}
	return nil
}

// once refuses a record that was given before.
func (w *writer) once(identity any) error {
	if w.seen[identity] {
		return kg.Errorf(kg.Duplicate, "the same record is given twice")
	}
	w.seen[identity] = true
	return nil
}

// newID is the key of a new record.
func (w *writer) newID(code kg.Code) kg.ID {
	w.last++
	return kg.NewID(code, w.last)
}

// find is the key of the record with a slug, current or given up.
func (w *writer) find(ref kg.Ref) (id kg.ID, found bool, err error) {
	if id, ok := w.ids[ref]; ok {
		return id, true, nil
	}
	table, ok := w.registry.TableOf(ref.Kind)
	if !ok {
		return 0, false, fmt.Errorf("no table for kind %d", ref.Kind)
	}
	st := table.BySlug(ref.Slug, []Column{{SQL: "t.id"}})
	var zero int64
	found, err = w.row(st.SQL, st.Args, &zero, &id)
	if found {
		w.ids[ref] = id
	}
	return id, found, err
}

// resolve is the key of a record that another refers to.
func (w *writer) resolve(ref kg.Ref, field string) (kg.ID, error) {
	id, found, err := w.find(ref)
	if err == nil && !found {
		kind, _ := w.registry.Kinds.ByCode(ref.Kind)
		err = &kg.Error{
			Code: kg.UnknownReference, Field: field,
			Message: fmt.Sprintf("there is no %s with the slug %s", kind.Name, ref.Slug),
		}
	}
	return id, err
}

// resolveSources finds the sources that are cited, before anything is written.
func (w *writer) resolveSources(given []kg.Citing) error {
	for i, c := range given {
		_, err := w.resolve(kg.Ref{Kind: kg.Source, Slug: c.Source}, fmt.Sprintf("citations.%d.source", i))
		if err != nil {
			return err
		}
	}
	return nil
}

// citations unites the citations of a record with those given, and tells whether any was new.
func (w *writer) citations(record kg.ID, given []kg.Citing) (added bool, err error) {
	for _, c := range given {
		source := w.ids[kg.Ref{Kind: kg.Source, Slug: c.Source}]
		var has int
		found, err := w.row(
			"SELECT 1 FROM citation WHERE record_id = $1 AND source_id = $2 AND locator = $3 AND field = $4",
			[]any{record, source, c.Locator, c.Field}, &has)
		if err != nil {
			return false, err
		}
		if found {
			continue
		}
		err = w.insert("citation", []string{"id", "record_id", "source_id", "locator", "sort", "quote", "field"},
			w.newID(kg.Citation), record, source, c.Locator, kg.LocatorKey(c.Locator), c.Quote, c.Field)
		if err != nil {
			return false, err
		}
		added = true
	}
	return added, nil
}

// insert adds a row.
func (w *writer) insert(table string, columns []string, values ...any) error {
	var s statement
	s.add("INSERT INTO ", table, " (", strings.Join(columns, ", "), ")\nVALUES (")
	for i, value := range values {
		if i > 0 {
			s.add(", ")
		}
		s.add(s.arg(value))
	}
	s.add(")")
	return w.exec(s.String(), s.args...)
}

func (w *writer) exec(query string, args ...any) error {
	stmt, err := w.prepare(query)
	if err != nil {
		return err
	}
	if _, err := stmt.ExecContext(w.ctx, args...); err != nil {
		return fmt.Errorf("write %q: %w", query, err)
	}
	return nil
}

// row reads one row and tells whether there was one.
func (w *writer) row(query string, args []any, into ...any) (bool, error) {
	stmt, err := w.prepare(query)
	if err != nil {
		return false, err
	}
	err = stmt.QueryRowContext(w.ctx, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read %q: %w", query, err)
	}
	return true, nil
}

func (w *writer) prepare(query string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := w.tx.PrepareContext(w.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	w.stmts[query] = stmt
	return stmt, nil
}
