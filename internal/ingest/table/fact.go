package table

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// readCitations returns the citations of the row. Sources that the row describes become drafts.
func (r *rowReader) readCitations() []map[string]any {
	var columns []*column
	n := 0
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		if cell := r.cell(c); c.part == partCitation && cell != "" {
			columns = append(columns, c)
			n = max(n, len(split(cell, r.table.set.Separator)))
		}
	}
	values := make([]map[string]string, n)
	for i := range values {
		values[i] = map[string]string{}
	}
	for _, c := range columns {
		for i, value := range r.spread(c, n, ", another column of the citation has %d") {
			values[i][c.word] = value
		}
	}
	var citations []map[string]any
	for _, given := range values {
		if r.invalid != nil {
			return nil
		}
		citation := map[string]any{}
		source := r.source(given["source"], given["source.title"], given["source.url"])
		for word, value := range map[string]string{"source": source, "locator": given["locator"], "quote": given["quote"], "field": given["field"]} {
			if value != "" {
				citation[word] = value
			}
		}
		if source == "" && r.table.set.Source != "" {
			citation["source"] = r.table.set.Source
		}
		if len(citation) > 0 {
			citations = append(citations, citation)
		}
	}
	return citations
}

// source returns the slug of a source that is named by its slug or title. One that the row describes becomes a draft.
func (r *rowReader) source(name, title, url string) string {
	x := r.table.set.index
	switch {
	case name == "" && title == "" && url == "":
		return ""
	case kg.IsSlug(name) && title == "" && url == "":
		return name
	case title == "" && url == "":
		found := slices.DeleteFunc(x.byName([]kg.Code{kg.KindSource}, name), func(ref kg.Ref) bool { return x.stored[ref] == nil && x.given[ref] == nil })
		if len(found) == 1 {
			return found[0].Slug
		}
		title = name
		if strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://") {
			url = name
		}
	case title == "" && name != "" && !kg.IsSlug(name):
		title = name
	case title == "":
		title = url
	}
	d := &draft{record: record{line: r.row.line, kind: kg.KindSource, fields: map[string]any{"title": title}, binding: r.binding}, ref: kg.Ref{Kind: kg.KindSource}}
	if kg.IsSlug(name) {
		d.ref.Slug = name
	}
	if url != "" {
		d.fields["url"] = url
	}
	r.nameDraft(d)
	if !slices.ContainsFunc(r.drafts, func(other *draft) bool { return other.ref == d.ref }) {
		r.drafts = append(r.drafts, d)
	}
	return d.ref.Slug
}

// readLinks returns the links of the row's entities.
func (r *rowReader) readLinks(citations []map[string]any) []*record {
	var relations []*relation
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		if c.part == partLink && c.relation != nil && r.cell(c) != "" && !slices.Contains(relations, c.relation) {
			relations = append(relations, c.relation)
		}
	}
	var links []*record
	for _, relation := range relations {
		links = append(links, r.linksOf(relation, citations)...)
	}
	return links
}

// linksOf returns the links of one relation, one for each entity that the cells name.
func (r *rowReader) linksOf(rel *relation, citations []map[string]any) []*record {
	kinds := r.table.set.binder.kinds
	owner := slices.IndexFunc(r.drafts, func(d *draft) bool { return d.kind == rel.owner })
	ends, endColumn := r.farEnds(rel)
	if r.invalid != nil || len(ends) == 0 {
		return nil
	}
	if owner < 0 {
		r.fail(endColumn, kg.Errorf(kg.MissingField, "the row has no %s from which the link leads", kinds.NameOf(rel.owner)))
		return nil
	}
	links := make([]*record, len(ends))
	for i, end := range ends {
		from, to := r.drafts[owner].ref, end
		if rel.in {
			from, to = to, from
		}
		links[i] = &record{line: r.row.line, kind: kg.KindLink, binding: r.binding, relation: rel, fields: map[string]any{
			"kind": rel.kind.String(), "from": refObject(kinds, from), "to": refObject(kinds, to),
		}}
		cite(links[i], citations)
	}
	r.checkSingle(r.drafts[owner], rel, ends, endColumn)
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		if cell := r.cell(c); c.part == partLink && c.word != "" && cell != "" && (c.relation == rel || c.relation == nil) {
			r.readLinkField(c, links)
		}
	}
	return links
}

// farEnds returns the entities that the cells of a relation name, or else those of the row, and the column.
func (r *rowReader) farEnds(rel *relation) ([]kg.Ref, *column) {
	kinds := r.table.set.binder.kinds
	var ends []kg.Ref
	var last *column
	named := false
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		if c.part != partLink || c.relation != rel {
			continue
		}
		if cell := r.cell(c); c.word == "" {
			last, named = c, true
			for _, name := range list(cell, r.table.set.Separator) {
				ref, err := r.table.set.index.find(kinds, rel.far, name)
				if err != nil {
					r.fail(c, err)
					return nil, c
				}
				ends = append(ends, ref)
			}
		} else if cell != "" && last == nil {
			last = c
		}
	}
	if named {
		return ends, last
	}
	for _, d := range r.drafts {
		if slices.Contains(rel.far, d.kind) {
			ends = append(ends, d.ref)
		}
	}
	if len(ends) != 1 {
		r.fail(last, kg.Errorf(kg.MissingField, "belongs to a link %s, but the row does not name one entity to which it leads; add a column %s.in", rel.kind, rel.name))
	}
	return ends, last
}

// checkSingle refuses a record with a slug made of its name that leads elsewhere than the record of that name in an earlier row or
// in the graph: it may be another one.
func (r *rowReader) checkSingle(d *draft, rel *relation, ends []kg.Ref, c *column) {
	if d.name == "" || !rel.isSingle || rel.in {
		return
	}
	x := r.table.set.index
	if known := x.stored[d.ref]; known != nil {
		r.fail(c, known.conflictFar(r.table.set.binder.kinds, rel, ends[0]))
	}
	if earlier := r.table.entities[d.ref]; earlier != nil {
		if slug := earlier.singles[rel]; slug != "" && slug != ends[0].Slug {
			r.fail(c, kg.Errorf(kg.Duplicate, "row %d has %.60q with another %s, %s; if they are different records, tell them apart by a column slug", earlier.line, d.name, rel.name, slug))
		}
	}
	d.singles[rel] = ends[0].Slug
}

// readLinkField sets a field of links.
func (r *rowReader) readLinkField(c *column, links []*record) {
	if len(links) == 1 { // the cell may have a list
		r.readField(links[0].fields, c, r.cell(c))
		return
	}
	for i, value := range r.spread(c, len(links), " for %d links") {
		if value != "" {
			r.readField(links[i].fields, c, escape(value))
		}
	}
}

// spread returns the values of a cell for n things: one for all, or one for each, some of which may be empty. Otherwise the row is
// invalid; mismatch is the part of the error that tells n.
func (r *rowReader) spread(c *column, n int, mismatch string) []string {
	values := split(r.cell(c), r.table.set.Separator)
	switch len(values) {
	case n:
		return values
	case 1:
		return slices.Repeat(values, n)
	}
	r.fail(c, kg.Errorf(kg.BadValue, "has %d values"+mismatch+"; give one, or as many", len(values), n))
	return nil
}

// readFact returns the link, figure or statement of a row of such a table.
func (r *rowReader) readFact(citations []map[string]any) []*record {
	if r.binding.kind < kg.KindLink {
		return nil
	}
	d := &record{line: r.row.line, kind: r.binding.kind, fields: map[string]any{}, binding: r.binding}
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		if cell := r.cell(c); c.part == partField && c.kind == d.kind && cell != "" {
			r.readField(d.fields, c, cell)
		}
	}
	if r.table.kindColumn >= 0 && d.kind == kg.KindLink {
		d.fields["kind"] = enumName(single(r.row.cells[r.table.kindColumn]))
	}
	cite(d, citations)
	return []*record{d}
}
