package table

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// draft is a record with a slug, as one row gives it.
type draft struct {
	record

	ref kg.Ref
	// name is the name that the slug is made of, empty if the slug is given.
	name string
}

// rowReader reads one row.
type rowReader struct {
	table   *Table
	binding *binding
	row     *row
	drafts  []*draft
	invalid *kg.Error
}

func (r *rowReader) fail(c *column, err *kg.Error) {
	if err != nil && r.invalid == nil {
		r.invalid = &kg.Error{Code: err.Code, Message: err.Message, Field: columnName(c)}
	}
}

// cell returns the content of a column's cell, empty if the row has none.
func (r *rowReader) cell(c *column) string {
	if c.index >= len(r.row.cells) {
		return ""
	}
	cell := restore(r.row.cells[c.index])
	if strings.TrimSpace(cell) == "" {
		return ""
	}
	return cell
}

// reader returns a reader of a row. The row is invalid if its kind is not known, or if it has cells that no column holds.
func (t *Table) reader(at *row) *rowReader {
	r := &rowReader{table: t, row: at, invalid: at.invalid}
	kind := t.kind
	if t.kindColumn >= 0 && r.invalid == nil {
		c := &column{heading: t.header[t.kindColumn], index: t.kindColumn}
		word := single(r.cell(c))
		var known bool
		if kind, known = kindNamed(t.set.binder.kinds, word); !known {
			if _, isLink := kg.ParseLinkKind(enumName(word)); isLink {
				kind = kg.KindLink
			} else {
				r.fail(c, kg.Errorf(kg.UnknownKind, "%.60q is not a kind of record; use one of %s", word, strings.Join(kindNames(t.set.binder.kinds), ", ")))
			}
		}
	}
	r.binding = t.bind(kind)
	for i := len(t.header); i < len(at.cells) && r.invalid == nil; i++ {
		if strings.TrimSpace(at.cells[i]) != "" {
			r.invalid = kg.Errorf(kg.BadValue, "the row has %d cells, the header has %d; a cell that contains the separator is written in quotes", len(at.cells), len(t.header))
		}
	}
	return r
}

// collect notes the names of the records of all rows, and those that they refer to.
func (t *Table) collect() {
	if t.invalid != nil {
		return
	}
	x := t.set.index
	for i := range t.rows {
		r := t.reader(&t.rows[i])
		if r.invalid != nil {
			continue
		}
		r.readEntities()
		r.readCitations()
		for _, d := range r.drafts {
			x.note(d, t.place(r.row.line))
		}
		for j := range r.binding.columns {
			c := &r.binding.columns[j]
			isRef := c.field.form == formRef || c.field.form == formRefs
			if c.part == partLink && c.relation != nil && c.relation.isSingle {
				x.wantsLinks = true
			}
			if cell := r.cell(c); cell != "" && (isRef && (c.part == partLink || c.part == partField) || c.part == partCitation && c.word == "source") {
				for _, name := range split(cell, t.set.Separator) {
					x.want(name)
				}
			}
		}
	}
}

// note adds the names of a draft.
func (x *index) note(d *draft, place string) {
	var folded []string
	for _, name := range objects(d.fields["names"]) {
		text, _ := name["text"].(string)
		folded = append(folded, search.Fold(text))
	}
	if title, ok := d.fields["title"].(string); ok && d.ref.Kind == kg.KindSource {
		folded = append(folded, search.Fold(title))
	}
	if d.ref.Slug == "" {
		return
	}
	for _, key := range folded {
		x.add(d.ref, key)
		x.wanted[key] = true
	}
	for _, code := range objects(d.fields["identifiers"]) {
		x.add(d.ref, fmt.Sprintf("%s:%s", code["scheme"], code["value"]))
	}
	if d.name == "" {
		x.given[d.ref] = append(x.given[d.ref], folded...)
		if x.given[d.ref] == nil {
			x.given[d.ref] = []string{}
		}
	} else if x.made[d.ref] == nil {
		x.made[d.ref] = &madeSlug{name: d.name, folded: search.Fold(d.name), place: place}
	}
}

func (t *Table) place(line int) string { return fmt.Sprintf("%s:%d", t.name, line) }

// build makes the records of all rows.
func (t *Table) build() {
	if t.invalid != nil {
		return
	}
	for i := range t.rows {
		r := t.reader(&t.rows[i])
		var made []*record
		if r.invalid == nil {
			made = r.records()
		}
		if r.invalid != nil {
			t.records = append(t.records, &record{line: r.row.line, invalid: r.invalid})
			continue
		}
		t.records = append(t.records, made...)
	}
}

// records returns the records of the row that earlier rows do not have, and adds to those that they have.
func (r *rowReader) records() []*record {
	r.readEntities()
	citations := r.readCitations()
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		if c.part == partUnknown && r.cell(c) != "" {
			r.fail(c, kg.Errorf(kg.BadValue, "%s", c.problem))
		}
	}
	for _, d := range r.drafts {
		if r.invalid != nil {
			return nil
		}
		r.checkSlug(d)
	}
	links := r.readLinks(citations)
	facts := r.readFact(citations)
	if r.invalid != nil {
		return nil
	}
	var made []*record
	for _, d := range r.drafts {
		if len(d.fields) == 1 { // only the slug: the row says something about an existing record
			continue
		}
		if d.kind != kg.KindSource {
			cite(&d.record, citations)
		}
		made = r.merge(made, r.table.entities, d.ref, &d.record)
	}
	for _, link := range append(links, facts...) {
		if link.kind != kg.KindLink {
			made = append(made, link)
			continue
		}
		key := linkKey(link)
		earlier := r.table.links[key]
		if earlier == nil {
			r.table.links[key] = link
			made = append(made, link)
			continue
		}
		r.unite(earlier, link)
	}
	if len(made) == 0 && len(r.drafts) == 0 && len(links)+len(facts) == 0 {
		r.invalid = kg.Errorf(kg.MissingField, "the row names no record")
	}
	return made
}

// linkKey returns what a row says about a link. Rows that say the same are one line with the citations of all; what others say of the
// same link is united when they are written.
func linkKey(r *record) string {
	fields := maps.Clone(r.fields)
	delete(fields, "citations")
	key, _ := json.Marshal(fields) // strings and numbers
	return string(key)
}

// merge adds a record to those made, or to that of an earlier row.
func (r *rowReader) merge(made []*record, earlier map[kg.Ref]*record, ref kg.Ref, d *record) []*record {
	known := earlier[ref]
	if known == nil {
		earlier[ref] = d
		return append(made, d)
	}
	if d.kind != kg.KindSource {
		r.table.continued++
	}
	r.unite(known, d)
	return made
}

// unite adds the fields of a record to those of the same one in an earlier row. They must agree.
func (r *rowReader) unite(known, d *record) {
	maps.Copy(known.singles, d.singles)
	for _, name := range slices.Sorted(maps.Keys(d.fields)) {
		value, old := d.fields[name], known.fields[name]
		given, isList := value.([]map[string]any)
		switch {
		case old == nil:
			known.fields[name] = value
		case isList:
			list := objects(old)
			for _, one := range given {
				if !slices.ContainsFunc(list, func(o map[string]any) bool { return reflect.DeepEqual(o, one) }) {
					list = append(list, one)
				}
			}
			known.fields[name] = list
		case name == "formerSlugs":
			known.addFormerSlugs(value.([]string)) //nolint:forcetypeassert // a list
		case !reflect.DeepEqual(old, value) && r.invalid == nil:
			r.invalid = &kg.Error{
				Code: kg.Duplicate, Field: name,
				Message: fmt.Sprintf("row %d has the same record with another value; if they are different records, tell them apart by a column slug", known.line),
			}
			if c := known.binding.columnOf(known.kind, known.relation, name); c != nil {
				r.invalid.Field = columnName(c)
			}
		}
	}
}

// cite sets the citations of a record.
func cite(r *record, citations []map[string]any) {
	if len(citations) > 0 {
		r.fields["citations"] = slices.Clone(citations)
	}
}

// text returns the import line of a record.
func (r *record) text(kinds *kg.Kinds) []byte {
	text, _ := json.Marshal(map[string]any{kinds.NameOf(r.kind): r.fields}) // cannot fail: strings and checked numbers
	return text
}
