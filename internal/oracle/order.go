package oracle

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/unicode/norm"

	"civicgraph/internal/kg"
)

// selectEdges returns the edges of a list that satisfy the field's `where`, in the order of its `orderBy`.
func (r *execution) selectEdges(edges []edge, f *ast.Field, arguments map[string]any) []edge {
	if where := arguments["where"]; where != nil {
		s := filterEvaluator{oracle: r.oracle, day: r.day(arguments)}
		typeName := f.Definition.Arguments.ForName("where").Type.Name()
		edges = slices.DeleteFunc(edges, func(e edge) bool { return !s.passes(e.node, typeName, where) })
	}
	byLink, byNode := asList(arguments["orderByLink"]), asList(arguments["orderBy"])
	if len(byLink)+len(byNode) > 0 {
		slices.SortFunc(edges, func(a, b edge) int { return r.oracle.compareBy(byLink, byNode, a, b) })
	}
	return edges
}

// compareBy compares edges by the sort keys of their links, by those of their nodes, then by node, then by link.
func (o *Oracle) compareBy(byLink, byNode []any, a, b edge) int {
	for _, key := range byLink {
		if order := o.compareByKey(key, a.link, b.link); order != 0 {
			return order
		}
	}
	for _, key := range byNode {
		if order := o.compareByKey(key, a.node, b.node); order != 0 {
			return order
		}
	}
	if a.id != b.id || a.link == nil {
		return cmp.Compare(a.id, b.id)
	}
	return cmp.Compare(a.link.id, b.link.id)
}

// compareByKey compares two records by one sort key. Missing values come last in either direction.
func (o *Oracle) compareByKey(key, a, b any) int {
	by, _ := key.(map[string]any)
	field, _ := by["field"].(string)
	p, q := o.sortKey(a, field), o.sortKey(b, field)
	switch {
	case p == nil && q == nil:
		return 0
	case p == nil:
		return 1
	case q == nil:
		return -1
	case by["direction"] == "DESC":
		return -compareKeys(p, q)
	}
	return compareKeys(p, q)
}

// compareKeys compares two values of a sort key, both strings, names or numbers.
func compareKeys(a, b any) int {
	if m, isNumber := a.(int64); isNumber {
		n, _ := b.(int64)
		return cmp.Compare(m, n)
	}
	if words, isName := a.([]nameWord); isName {
		others, _ := b.([]nameWord)
		return compareNames(words, others)
	}
	s, _ := a.(string)
	t, _ := b.(string)
	return strings.Compare(s, t)
}

// sortKey returns the value of a sort key of a record: a string, the words of a name, or an int64; nil if it is missing.
func (o *Oracle) sortKey(record any, key string) any {
	t, isThing := record.(*entity)
	f, isFigure := record.(*figure)
	l, isLink := record.(*link)
	switch {
	case key == "UPDATED_AT":
		return o.now
	case key == "NAME" && isThing:
		name, _ := nameIn(t.record.Names, []any{"en"}, "").(string)
		return sortWords(name)
	case key == "PERIOD" && isFigure:
		return stringOrNull(firstDay(string(f.record.Period.From)))
	case key == "PERIOD_FROM" && isLink:
		return stringOrNull(firstDay(string(l.record.Period.From)))
	case key == "PERIOD_UNTIL" && isLink:
		return stringOrNull(lastDay(string(l.record.Period.Until)))
	}
	name := fieldOf(key)
	value := o.valueOf(record, name)
	switch v := value.(type) {
	case partialDate:
		return firstDay(string(v))
	case kg.Decimal:
		return int64(v)
	case string:
		if isThing {
			if field, isField := t.kind.Field(name); isField && field.Type == kg.TypeString {
				return sortWords(v)
			}
		}
		declared := o.schema.Types[typeNameOf(record, "")].Fields.ForName(name).Type.Name()
		if values := o.schema.Types[declared].EnumValues; len(values) > 0 {
			return int64(slices.IndexFunc(values, func(d *ast.EnumValueDefinition) bool { return d.Name == v }))
		}
	}
	return value
}

// fieldOf returns the field of a sort key: bornOn for BORN_ON.
func fieldOf(key string) string {
	parts := strings.Split(strings.ToLower(key), "_")
	for i, part := range parts[1:] {
		parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
	}
	return strings.Join(parts, "")
}

// foldedName returns the letters and digits of a name or title without case, with one space for everything else. Letters of the
// scripts in which accents are often omitted have none; the others keep their marks.
func foldedName(name string) string {
	var b strings.Builder
	keepsMarks := false
	for _, r := range norm.NFKD.String(name) {
		switch {
		case r == '區': // the only traditional character of the random graphs that has a simplified form
			b.WriteRune('区')
			keepsMarks = false
		case unicode.IsMark(r):
			if keepsMarks {
				b.WriteRune(r)
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
			keepsMarks = !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic, unicode.Han, unicode.Common)
		default:
			b.WriteByte(' ')
			keepsMarks = false
		}
	}
	return norm.NFC.String(strings.Join(strings.Fields(b.String()), " "))
}
