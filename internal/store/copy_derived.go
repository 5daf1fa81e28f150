package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// derivedRows are rows that belong to records but have no index on the key of the record. They are found by what they were derived from:
// tuples of strings and numbers.
type derivedRows struct {
	table *copiedTable
	// query selects what the columns must be equal to, from the tuples as k.
	columns []string
	query   string
	tuples  [][]any
}

func (c *Copy) searchKeys() derivedRows {
	return derivedRows{table: c.table("search_key"), columns: []string{"key", "entity_id"}, query: textAndNumber}
}

func (c *Copy) wordEnds() derivedRows {
	return derivedRows{table: c.table("word_end"), columns: []string{"text", "word"}, query: textAndNumber}
}

func (c *Copy) postings() derivedRows {
	return derivedRows{table: c.table("posting"), columns: []string{"word", "section", "record_id"}, query: wordAndNumbers}
}

func (c *Copy) degrees() derivedRows {
	return derivedRows{table: c.table("degree"), columns: []string{"entity_id"}, query: oneNumber}
}

// Queries of derivedRows; the last one has words in the tuples.
const (
	oneNumber      = "CAST(k.value ->> 0 AS BIGINT) AS c0"
	textAndNumber  = "k.value ->> 0 AS c0, CAST(k.value ->> 1 AS BIGINT) AS c1"
	wordAndNumbers = "w.id AS c0, CAST(k.value ->> 1 AS BIGINT) AS c1, CAST(k.value ->> 2 AS BIGINT) AS c2"
)

// read returns the rows of a database by their cells.
func (d *derivedRows) read(ctx context.Context, s *Snapshot) (map[string][]any, error) {
	b := s.registry.sql()
	tuples := b.d.tuples().of(b.arg(jsonArray(d.tuples)))
	b.add("SELECT ", d.table.columnList("t"), "\nFROM (SELECT DISTINCT ", d.query, " FROM ", tuples, " k")
	if d.query == wordAndNumbers {
		b.add(" ")
		b.join("word", "w", "w.text = k.value ->> 0")
	}
	b.add(") x\n")
	var on []string
	for i, column := range d.columns {
		on = append(on, fmt.Sprintf("t.%s = x.c%d", column, i))
	}
	b.join(d.table.name, "t", strings.Join(on, " AND "))
	all := map[string][]any{}
	err := d.table.read(ctx, s, b.done(), func(rows [][]any) error {
		for _, row := range rows {
			all[fmt.Sprintf("%#v", row)] = row
		}
		return nil
	})
	return all, err
}

// replaceDerived makes rows of the target what they are in the source.
func (c *Copy) replaceDerived(ctx context.Context, from *Snapshot, into conn, d *derivedRows) error {
	if len(d.tuples) == 0 {
		return nil
	}
	wanted, err := d.read(ctx, from)
	if err != nil {
		return c.from.engine.explain(err)
	}
	existing, err := d.read(ctx, c.to.snapshotOn(ctx, into))
	if err != nil {
		return c.to.engine.explain(err)
	}
	var removals []request
	for cells, row := range existing {
		if _, stays := wanted[cells]; !stays {
			removals = append(removals, request{Query: c.removal(d.table, row)})
		}
	}
	var added [][]any
	for cells, row := range wanted {
		if _, isThere := existing[cells]; !isThere {
			added = append(added, row)
		}
	}
	if len(removals) > 0 {
		err = into.send(removals)
	}
	if err == nil && len(added) > 0 {
		err = c.to.insertCopied(into, d.table, added)
	}
	return c.to.engine.explain(err)
}

// removal is the statement that removes a row from the target.
func (c *Copy) removal(t *copiedTable, row []any) Query {
	b := c.to.registry.sql()
	b.add("DELETE FROM ", t.name)
	before := "\nWHERE "
	for _, column := range t.key {
		b.add(before, column, " = ", b.arg(row[t.index(column)]))
		before = " AND "
	}
	return b.done()
}

// derivedOf are the rows that are derived from records.
type derivedOf struct{ keys, postings, degrees derivedRows }

// each calls use for the rows of each table.
func (d *derivedOf) each(use func(*derivedRows) error) error {
	for _, rows := range []*derivedRows{&d.keys, &d.postings, &d.degrees} {
		if err := use(rows); err != nil {
			return err
		}
	}
	return nil
}

// readDerived returns what is derived from records in a state of one of the databases.
func (c *Copy) readDerived(ctx context.Context, s *Snapshot, records []kg.ID) (*derivedOf, error) {
	d := &derivedOf{keys: c.searchKeys(), postings: c.postings(), degrees: c.degrees()}
	of := func(codes []kg.Code) []kg.ID {
		return slices.DeleteFunc(slices.Clone(records), func(id kg.ID) bool { return !slices.Contains(codes, id.Code()) })
	}
	read := func(codes []kg.Code, columns, table, owner string, row func(*Row) error) error {
		ids := of(codes)
		if len(ids) == 0 {
			return nil
		}
		b := s.registry.sql()
		b.add("SELECT ", columns, "\nFROM ", table, "\nWHERE ", owner, b.d.among().of(b.arg(ids)))
		return s.Read(ctx, b.done(), row)
	}
	entities := s.registry.Entities()
	err := read(entities, "entity_id, text", "name", "entity_id", func(r *Row) error {
		d.addKeys(r.Int(0), search.Keys(r.Text(1)))
		return nil
	})
	if err == nil {
		err = read(entities, "entity_id, scheme, value", "identifier", "entity_id", func(r *Row) error {
			d.addKeys(r.Int(0), search.CodeKeys(r.Text(1), r.Text(2)))
			return nil
		})
	}
	if err == nil {
		err = read([]kg.Code{kg.KindLink}, "from_id, to_id", "link", "id", func(r *Row) error {
			d.degrees.tuples = append(d.degrees.tuples, []any{r.Int(0)}, []any{r.Int(1)})
			return nil
		})
	}
	for _, text := range s.registry.copiedTexts() {
		if err == nil {
			err = read([]kg.Code{text.code}, "id, "+text.column, text.table, "id", func(r *Row) error {
				return d.addText(&text, kg.ID(r.Int(0)), r.Text(1))
			})
		}
	}
	return d, err
}

func (d *derivedOf) addKeys(entity int64, found []search.Key) {
	for _, k := range found {
		d.keys.tuples = append(d.keys.tuples, []any{k.Text, entity})
	}
}

// copiedText is a column with a text of the records of a kind, whose words are in the index of words.
type copiedText struct {
	code          kg.Code
	table, column string
	field         kg.TextField
}

// copiedTexts returns the columns with texts of records. Texts that many records share are phrases.
func (r *Registry) copiedTexts() []copiedText {
	all := []copiedText{
		{kg.KindStatement, "statement", "summary", kg.StatementText}, {kg.KindStatement, "statement", "topics", kg.TopicText},
	}
	for _, kind := range r.Kinds.All() {
		for i := range kind.Fields {
			if f := &kind.Fields[i]; f.Searched != kg.NoText {
				all = append(all, copiedText{kind.Code, r.byCode[kind.Code].Name, snake(f.Name), f.Searched})
			}
		}
	}
	return all
}

// addText adds the words of a text of a record.
func (d *derivedOf) addText(of *copiedText, record kg.ID, text string) error {
	if of.field == kg.TopicText && text != "" {
		var topics []string
		if err := json.Unmarshal([]byte(text), &topics); err != nil {
			return fmt.Errorf("read a list: %w", err)
		}
		text = topicsText(topics)
	}
	d.postings.addWords(of.field, record, text)
	return nil
}

// addWords adds the postings of a text of a record or of a phrase.
func (d *derivedRows) addWords(field kg.TextField, record kg.ID, text string) {
	for _, word := range search.TextWords(text) {
		d.tuples = append(d.tuples, []any{word, sectionOf(field, record.Code()), int64(record)})
	}
}

// copyWords copies the words and phrases that are new, with the ends of the words and the postings of the phrases.
func (c *Copy) copyWords(ctx context.Context, from *Snapshot, into conn) error {
	word, phrase := c.table("word"), c.table("phrase")
	err := c.copyNew(ctx, word, from, into, func(rows [][]any) *derivedRows {
		ends := c.wordEnds()
		for _, row := range rows {
			for _, end := range search.WordEnds(word.text(row, "text")) {
				ends.tuples = append(ends.tuples, []any{end, word.number(row, "id")})
			}
		}
		return &ends
	})
	if err != nil {
		return err
	}
	return c.copyNew(ctx, phrase, from, into, func(rows [][]any) *derivedRows {
		postings := c.postings()
		for _, row := range rows {
			postings.addWords(kg.TextField(phrase.number(row, "field")), kg.ID(phrase.number(row, "id")), phrase.text(row, "text")) //nolint:gosec // there are few fields
		}
		return &postings
	})
}

// copyNew copies the rows of a table whose ids are greater than all in the other database, because ids are given in order, and the rows that
// are derived from them.
func (c *Copy) copyNew(ctx context.Context, t *copiedTable, from *Snapshot, into conn, derive func(rows [][]any) *derivedRows) error {
	last := int64(0)
	err := into.read(Query{SQL: "SELECT coalesce(max(id), 0) FROM " + t.name}, func(r *Row) error {
		last = r.Int(0)
		return nil
	})
	if err != nil {
		return c.to.engine.explain(err)
	}
	for {
		var page [][]any
		b := from.registry.sql()
		b.add(t.selection(), "\nWHERE t.id > ", b.arg(last), "\nORDER BY t.id\nLIMIT ", b.arg(int64(copiedRows)))
		err := t.read(ctx, from, b.done(), func(rows [][]any) error {
			page = append(page, rows...)
			return nil
		})
		if err != nil || len(page) == 0 {
			return c.from.engine.explain(err)
		}
		if err := c.to.insertCopied(into, t, page); err != nil {
			return c.to.engine.explain(err)
		}
		if err := c.replaceDerived(ctx, from, into, derive(page)); err != nil {
			return err
		}
		last = t.number(page[len(page)-1], "id")
	}
}

// table returns a table by its name.
func (c *Copy) table(name string) *copiedTable {
	return c.tables[slices.IndexFunc(c.tables, func(t *copiedTable) bool { return t.name == name })]
}

// index returns the index of a column.
func (t *copiedTable) index(column string) int { return slices.Index(t.columns, `"`+column+`"`) }

// number returns the integer of a column in a row, 0 for NULL.
func (t *copiedTable) number(row []any, column string) int64 {
	n, _ := row[t.index(column)].(int64)
	return n
}

// text returns the string of a column in a row, "" for NULL.
func (t *copiedTable) text(row []any, column string) string {
	text, _ := row[t.index(column)].(string)
	return text
}
