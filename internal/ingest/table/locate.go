package table

import (
	"bytes"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// Locate returns an error of a record with the column that it concerns.
func (t *Table) Locate(line int, text []byte, invalid *kg.Error) *kg.Error {
	kinds := t.set.binder.kinds
	first, _ := slices.BinarySearchFunc(t.records, line, func(r *record, line int) int { return r.line - line })
	for _, r := range t.records[first:] {
		if r.line != line {
			break
		}
		if r.invalid != nil || !bytes.Equal(r.text(kinds), text) {
			continue
		}
		path := strings.TrimPrefix(invalid.Field, kinds.NameOf(r.kind)+".")
		if c := r.binding.columnOf(r.kind, r.relation, path); c != nil {
			located := *invalid
			located.Field = columnName(c)
			return &located
		}
	}
	return invalid
}

// columnOf returns the column of a field of a record, nil if none holds it.
func (b *binding) columnOf(kind kg.Code, rel *relation, path string) *column {
	first, _, _ := strings.Cut(path, ".")
	for i := range b.columns {
		c := &b.columns[i]
		matches := false
		switch c.part {
		case partField:
			matches = c.kind == kind && strings.HasPrefix(path+".", strings.Join(c.field.path, ".")+".")
		case partLink:
			isEnd := c.word == "" && (first == "from" || first == "to" || first == "kind")
			matches = kind == kg.KindLink && (c.relation == rel || c.relation == nil) &&
				(isEnd || c.word != "" && strings.HasPrefix(path+".", strings.Join(c.field.path, ".")+"."))
		case partNamePeriod:
			matches = c.kind == kind && first == "names" && strings.HasSuffix(path, "."+c.field.name)
		case partName:
			matches = c.kind == kind && first == "names" && !strings.HasSuffix(path, ".from") && !strings.HasSuffix(path, ".until")
		case partIdentifier, partIdentifiers:
			matches = c.kind == kind && first == "identifiers"
		case partSlug:
			matches = c.kind == kind && first == "slug"
		case partFormerSlugs:
			matches = c.kind == kind && first == "formerSlugs"
		case partCitation:
			matches = first == "citations" && (strings.HasSuffix(path, "."+c.word) || path == first)
			matches = matches || kind == kg.KindSource && "source."+first == c.word
		}
		if matches {
			return c
		}
	}
	return nil
}
