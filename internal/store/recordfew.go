package store

import (
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// Conditions on texts are narrowed by the index of words: it leads to records that may pass, the few, and the conditions are checked on
// these. Where the few are too many, as for a word of every text, all records are read in the order of the list instead, because a page
// of those that pass comes soon. The statement has both reads, and the limit of one of them is 0.
const (
	fewOnPage = 1_000
	fewInAll  = 5_000
	// comparedPostings bounds the postings that are counted to find the rarest word of a pattern, comparedParts its words.
	comparedPostings = 500
	comparedParts    = 6
)

// few adds the CTE few with the ids of records that may pass, at most one more than most; all in a distributed database, where a limit
// cannot depend on their number, so that only the few are read. It reports false if the index of words does not
// help, or if another index finds the records that pass.
func (r *RecordList) few(s *sqlBuilder, most int) bool {
	if r.Of != r.Table || kg.IsMatchAll(r.Where) {
		return false
	}
	m := r.matcher(s, r.AsOf)
	found, ok := m.narrowed(r.Table, r.Where)
	switch {
	case !ok:
		return false
	case s.d.isDistributed():
		s.add("WITH few (id) AS MATERIALIZED (\n", found, "\n)\n")
	default:
		s.add("WITH few (id) AS MATERIALIZED (\n", found, "\nLIMIT ", strconv.Itoa(most+1), ")\n")
	}
	return ok
}

// from adds the table that a read begins with.
func (r *RecordList) from(s *sqlBuilder, isFew bool) {
	if isFew {
		s.add("\nFROM few f\n")
		s.join(r.Name, "t", "t.id = f.id")
		s.add("\nWHERE TRUE")
	} else {
		s.add("\nFROM ", r.Name, " t\nWHERE TRUE")
	}
}

// ifFew returns a limit that is 0 if there are too many of the CTE few.
func ifFew(limit string, most int) string { return limitIf(" <= ", limit, most) }

// ifMany returns a limit that is 0 unless there are.
func ifMany(limit string, most int) string { return limitIf(" > ", limit, most) }

func limitIf(compared, limit string, most int) string {
	return "CASE WHEN (SELECT count(*) FROM few)" + compared + strconv.Itoa(most) + " THEN " + limit + " ELSE 0 END"
}

// narrowed returns a SELECT of the ids of all records of a table that pass a filter, and of some others, each once. It reports false if
// the index of words does not help, or if another index finds the records that pass.
func (m *filterBuilder) narrowed(table *Table, f kg.Filter) (string, bool) {
	if table.Name == "" || !narrows(table, f) || m.isSelective(table, f) {
		return "", false
	}
	return m.narrow(table, f), true
}

// narrows reports whether the index of words leads to the records that pass a filter.
func narrows(table *Table, f kg.Filter) bool {
	switch f := f.(type) {
	case kg.And:
		return slices.ContainsFunc(f, func(of kg.Filter) bool { return narrows(table, of) })
	case kg.Or:
		return len(f) > 0 && !slices.ContainsFunc(f, func(of kg.Filter) bool { return !narrows(table, of) })
	case kg.Comparison:
		pattern, isPattern := patternOf(table, f)
		return isPattern && len(search.Parts(pattern)) > 0
	}
	return false
}

// patternOf returns the text that the values of a column must contain to pass, if the index of words has the texts of the column.
func patternOf(table *Table, f kg.Comparison) (string, bool) {
	if table.Conditions[f.Field].Text == kg.NoText {
		return "", false
	}
	switch f.Operator {
	case kg.Contains, kg.StartsWith, kg.Equal:
		pattern, ok := f.Values[0].(string)
		return pattern, ok && !strings.Contains(pattern, "\x00") // which ends a pattern of LIKE
	}
	return "", false
}

// narrow returns the SELECT of a filter that narrows.
func (m *filterBuilder) narrow(table *Table, f kg.Filter) string {
	switch f := f.(type) {
	case kg.And:
		i := slices.IndexFunc(f, func(of kg.Filter) bool { return narrows(table, of) })
		return m.narrow(table, f[i])
	case kg.Or:
		parts := make([]string, len(f))
		for i, of := range f {
			parts[i] = "SELECT id FROM (" + m.narrow(table, of) + ") n"
		}
		return strings.Join(parts, " UNION ")
	case kg.Comparison:
		pattern, _ := patternOf(table, f)
		field := table.Conditions[f.Field].Text
		found := m.withParts(sectionOf(field, table.Code), search.Parts(pattern))
		if !field.IsShared() {
			return found
		}
		n, h, x := m.alias("n"), m.alias("h"), m.alias("x")
		return "SELECT " + x + ".id FROM (" + found + ") " + n + " " + m.d.join() + " phrase " + h + " ON " + h + ".id = " + n + ".id AND " +
			m.compared(h+".text", f) + " " + m.d.join() + " " + table.Name + " " + x + " ON " + sharedText(field, x) + " = " + m.d.unplanned() + h + ".text"
	}
	panic("store: a filter that narrows nothing")
}

// withParts returns a SELECT of the ids of the texts of a section in which one of the parts occurs: that in the fewest.
func (m *filterBuilder) withParts(section int64, parts []search.WordPart) string {
	p, e := m.alias("p"), m.alias("e")
	postings := func(low, high string) string {
		return " word_end " + e + " " + m.d.join() + " posting " + p + " ON " + p + ".word = " + e + ".word AND " + p + ".section = " + strconv.FormatInt(section, 10) +
			" WHERE " + e + ".text >= " + low + " AND " + e + ".text < " + high
	}
	slices.SortStableFunc(parts, func(a, b search.WordPart) int { return len(b.Text) - len(a.Text) })
	if len(parts) == 1 {
		low, high := rangeOf(parts[0])
		return "SELECT DISTINCT " + p + ".record_id AS id FROM" + postings(m.d.unplanned()+m.arg(low), m.d.unplanned()+m.arg(high))
	}
	ranges := make([][2]string, 0, comparedParts)
	for _, part := range parts[:min(len(parts), comparedParts)] {
		low, high := rangeOf(part)
		ranges = append(ranges, [2]string{low, high})
	}
	j, c := m.alias("j"), m.alias("c")
	low, high := j+".value ->> 0", j+".value ->> 1"
	rarest := "SELECT " + low + " AS low, " + high + " AS high FROM " + m.d.tuples().of(m.arg(jsonArray(ranges))) + " " + j +
		" ORDER BY (SELECT count(*) FROM (SELECT 1 FROM" + postings(low, high) + " LIMIT " + strconv.Itoa(comparedPostings) + ") n) LIMIT 1"
	return "SELECT DISTINCT " + p + ".record_id AS id FROM (" + rarest + ") " + c + " CROSS JOIN" + postings(c+".low", c+".high")
}

// rangeOf returns the range of the ends of words that a part of a word is, or begins.
func rangeOf(part search.WordPart) (low, high string) {
	if part.Exact {
		return part.Text, part.Text + "\x01" // a word has no such character
	}
	return part.Text, search.After(part.Text)
}
