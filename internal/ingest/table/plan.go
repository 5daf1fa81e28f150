package table

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// plannedRows is how many rows a plan shows, and plannedErrors how many errors of rows.
const (
	plannedRows   = 3
	plannedErrors = 10
)

// WritePlan writes what each column would become, the records of the first rows, the errors of rows, and names that may be meant to
// be the same.
func (s *Set) WritePlan(w io.Writer) error {
	var b strings.Builder
	for _, t := range s.tables {
		t.plan(&b)
	}
	for _, near := range s.nearNames() {
		fmt.Fprintf(&b, "near names: %s\n", near)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *Table) plan(b *strings.Builder) {
	for _, note := range t.Notes() {
		fmt.Fprintln(b, note)
	}
	for _, bound := range t.plannedBindings() {
		for i := range bound.columns {
			c := &bound.columns[i]
			fmt.Fprintf(b, "  %s: %s%s\n", columnName(c), t.set.binder.describe(c), t.examples(c))
		}
	}
	if t.invalid != nil {
		fmt.Fprintf(b, "  error: %s: %v\n", t.invalid.Code, t.invalid)
		return
	}
	shown, errors := 0, 0
	lastLine := 0
	for _, r := range t.records {
		if r.invalid != nil {
			if errors++; errors <= plannedErrors {
				fmt.Fprintf(b, "  row %d: %s: %v\n", r.line, r.invalid.Code, r.invalid)
			}
			continue
		}
		if r.line != lastLine {
			lastLine = r.line
			shown++
		}
		if shown <= plannedRows {
			fmt.Fprintf(b, "  row %d: %s\n", r.line, r.text(t.set.binder.kinds))
		}
	}
	if errors > plannedErrors {
		fmt.Fprintf(b, "  and %d more rows with errors\n", errors-plannedErrors)
	}
}

// plannedBindings returns what the columns become for each kind of row.
func (t *Table) plannedBindings() []*binding {
	if t.kindColumn < 0 {
		return []*binding{t.bind(t.kind)}
	}
	var all []*binding
	for _, code := range t.set.binder.kinds.RecordCodes() {
		if t.bindings[code] != nil {
			all = append(all, t.bindings[code])
		}
	}
	return all
}

// describe says what a column becomes.
func (b *binder) describe(c *column) string {
	kind := b.kinds.NameOf(c.kind)
	switch c.part {
	case partIgnored:
		return "left out"
	case partKind:
		return "kind of the row's record"
	case partSlug:
		return kind + ", slug"
	case partFormerSlugs:
		return kind + ", former slugs"
	case partName, partNamePeriod:
		language := c.word
		if language == "" {
			language = "by script"
		}
		name := fmt.Sprintf("%s, %s, language %s", kind, []string{"name", "alias", "former name"}[c.nameType], language)
		if c.part == partNamePeriod {
			name += ", " + c.field.name
		}
		return name
	case partIdentifier:
		return kind + ", identifier in " + c.word
	case partIdentifiers:
		return kind + ", identifiers with their schemes"
	case partField:
		return kind + ", " + strings.Join(c.field.path, ".")
	case partCitation:
		return "citation of the row's records, " + c.word
	case partLink:
		if c.relation == nil {
			return "links of the row, " + c.word
		}
		if c.word != "" {
			return fmt.Sprintf("%s, %s", c.relation.describe(b.kinds), c.word)
		}
		return c.relation.describe(b.kinds)
	}
	return "not understood: " + c.problem
}

// examples returns the first values of a column.
func (t *Table) examples(c *column) string {
	var values []string
	for i := range t.rows {
		if cells := t.rows[i].cells; c.index < len(cells) && strings.TrimSpace(cells[c.index]) != "" && len(values) < plannedRows {
			values = append(values, fmt.Sprintf("%.40q", cells[c.index]))
		}
	}
	if len(values) == 0 {
		return ""
	}
	return " ← " + strings.Join(values, ", ")
}

// maxNearNames is the largest number of names that are compared with each other.
const maxNearNames = 3000

// nearNames returns pairs of names of one kind that differ in a letter or two.
func (s *Set) nearNames() []string {
	var found []string
	for _, code := range s.binder.kinds.RecordCodes() {
		names := s.index.tableNames(code)
		others := append(slices.Clone(names), s.index.near[code]...)
		for i, name := range names[:min(len(names), maxNearNames)] {
			for _, other := range others[i+1:] {
				if isNear(name, other) {
					found = append(found, fmt.Sprintf("%s %q and %q", s.binder.kinds.NameOf(code), name, other))
				}
			}
		}
	}
	return found
}

// tableNames returns the folded names of a kind that occur in the tables.
func (x *index) tableNames(code kg.Code) []string {
	var names []string
	for ref, made := range x.made {
		if ref.Kind == code {
			names = append(names, made.folded)
		}
	}
	for ref, given := range x.given {
		if ref.Kind == code {
			names = append(names, given...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
