package oracle

import (
	"slices"
	"strings"
	"unicode"

	"civicgraph/internal/kg"
)

// fact is a record that cites a source, with the first of its locators there.
type fact struct {
	edge

	locator string
}

// facts returns the records of some kinds that cite a source, by locator, then by id; links only if they are visible on the
// day.
func (o *Oracle) facts(source *entity, kinds []any, limited bool, day string) []edge {
	var found []fact
	add := func(kind string, node any, id kg.ID, citations []*citation) {
		if limited && !slices.Contains(kinds, any(kind)) {
			return
		}
		if locator, cites := firstLocator(citations, source); cites {
			found = append(found, fact{edge{node: node, id: id}, locator})
		}
	}
	for _, t := range o.entities {
		add(recordKind(t.kind.Name), t, t.id, t.citations)
	}
	for _, l := range o.links {
		if l.shows(day) {
			add("LINK", l, l.id, l.citations)
		}
	}
	for _, f := range o.figures {
		add("FIGURE", f, f.id, f.citations)
	}
	for _, s := range o.statements {
		add("STATEMENT", s, s.id, s.citations)
	}
	slices.SortFunc(found, func(a, b fact) int {
		if c := compareLocators(a.locator, b.locator); c != 0 {
			return c
		}
		return int(a.id - b.id)
	})
	var edges []edge
	for _, f := range found {
		edges = append(edges, f.edge)
	}
	return edges
}

// recordKind returns the enum name of a kind: RAIL_LINE for railLine.
func recordKind(kind string) string {
	var name strings.Builder
	for i, letter := range kind {
		if unicode.IsUpper(letter) && i > 0 {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToUpper(letter))
	}
	return name.String()
}

// factTypes returns the types of facts of these kinds, nil for all.
func (o *Oracle) factTypes(kinds any) []string {
	list, limited := kinds.([]any)
	if !limited {
		return nil
	}
	types := []string{}
	for _, name := range o.possible("Fact") {
		if slices.Contains(list, any(recordKind(name))) {
			types = append(types, name)
		}
	}
	return types
}

// firstLocator returns the first locator of the citations of a source, in natural order.
func firstLocator(citations []*citation, source *entity) (first string, cites bool) {
	for _, c := range citations {
		if c.source == source && (!cites || compareLocators(c.record.Locator, first) < 0) {
			first, cites = c.record.Locator, true
		}
	}
	return first, cites
}

// compareLocators compares in natural order: digits as numbers, everything else by character. A missing locator comes last.
func compareLocators(a, b string) int {
	if a == "" || b == "" {
		return compareDays(a, b)
	}
	for a != "" && b != "" {
		m, n := leadingDigits(a), leadingDigits(b)
		if m == "" || n == "" {
			if a[0] != b[0] {
				return int(a[0]) - int(b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		a, b = a[len(m):], b[len(n):]
		m, n = strings.TrimLeft(m, "0"), strings.TrimLeft(n, "0")
		if len(m) != len(n) {
			return len(m) - len(n)
		}
		if m != n {
			return strings.Compare(m, n)
		}
	}
	return len(a) - len(b)
}

// leadingDigits returns the digits at the beginning of a string.
func leadingDigits(text string) string {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return text[:i]
		}
	}
	return text
}
