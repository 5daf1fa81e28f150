package table

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// periodEnds are the ends of the period of a name, which follow its heading: former.en.until.
func periodEnds() []string { return []string{"from", "until"} }

// nameColumn returns the column of names with a use, or of an end of their periods. tail is the rest of the heading: language, end or both.
func nameColumn(c column, use kg.NameType, tail string) column {
	c.part, c.nameType, c.word = partName, use, strings.TrimSpace(tail)
	at := strings.LastIndex(tail, ".")
	if end := normal(tail[at+1:]); slices.Contains(periodEnds(), end) {
		c.part, c.word = partNamePeriod, strings.TrimSpace(tail[:max(at, 0)])
		c.field = field{name: end, path: []string{end}, form: formDate}
	}
	return c
}

// pairNames finds the names that each column with an end of their periods is about: those of the last column before it with the same use
// and language, or else of the first one after it.
func (b *binding) pairNames() {
	for i := range b.columns {
		c := &b.columns[i]
		if c.part != partNamePeriod {
			continue
		}
		found := false
		for j := range b.columns {
			n := &b.columns[j]
			if n.part == partName && n.kind == c.kind && n.nameType == c.nameType && n.word == c.word && (j < i || !found) {
				c.names, found = j, true
			}
		}
		if !found {
			c.part, c.problem = partUnknown, "holds dates of names, but no column holds the names"
		}
	}
}

func (r *rowReader) readNames(c *column, cell string) {
	var names []map[string]any
	for _, text := range list(cell, r.table.set.Separator) {
		language := c.word
		if language == "" {
			language = languageOf(text)
		}
		if language == "" {
			r.fail(c, kg.Errorf(kg.BadValue, "the language of %.60q is not clear from its script; name it in the heading: name.ru", text))
			continue
		}
		name := map[string]any{"text": text, "language": language}
		if c.nameType != kg.Label {
			name["type"] = kg.NameTypeNames()[c.nameType]
		}
		r.draft(c.kind).add("names", name)
		names = append(names, name)
	}
	r.readPeriods(c, names)
}

// readPeriods gives names the periods of the columns about them.
func (r *rowReader) readPeriods(of *column, names []map[string]any) {
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		if c.part != partNamePeriod || r.cell(c) == "" || &r.binding.columns[c.names] != of {
			continue
		}
		for j, value := range r.spread(c, len(names), ", the column of the names has %d") {
			if value == "" {
				continue
			}
			date, err := parseDate(value, r.table.set.DateOrder)
			r.fail(c, err)
			names[j][c.field.name] = date
		}
	}
}

// nameHeadings returns the headings of a group of names: with the ends of their periods, if any has one.
func (t *layout) nameHeadings(group string) []string {
	headings := []string{group}
	for _, end := range periodEnds() {
		if t.used[group+"."+end] {
			headings = append(headings, group+"."+end)
		}
	}
	return headings
}

// surveyNames notes which columns names need.
func (t *layout) surveyNames(names []kg.Name) {
	note(t.nameOrders, groupsOf(names, nameHeading))
	for _, n := range names {
		heading := nameHeading(n)
		t.used[heading+".from"] = t.used[heading+".from"] || n.From != ""
		t.used[heading+".until"] = t.used[heading+".until"] || n.Until != ""
	}
}

// nameCells returns the cells of names, and of their periods.
func (t *layout) nameCells(names []kg.Name) []string {
	parts := map[string][]string{
		"":      inGroups(t.names, names, nameHeading, func(n kg.Name) string { return n.Text }),
		"from":  inGroups(t.names, names, nameHeading, func(n kg.Name) string { return string(n.From) }),
		"until": inGroups(t.names, names, nameHeading, func(n kg.Name) string { return string(n.Until) }),
	}
	var cells []string
	for i, group := range t.names {
		for _, heading := range t.nameHeadings(group) {
			cell := parts[strings.TrimPrefix(heading[len(group):], ".")][i]
			if strings.Trim(cell, ListSeparator+" ") == "" {
				cell = ""
			}
			cells = append(cells, cell)
		}
	}
	return cells
}
