package store

import (
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// Classes of results that are found by a text. The rank of a result has its field in the place of the number of links.
const (
	wholeText = iota // the query is the whole text
	wordsOfText
	beginningsOfWords
	textClasses
)

// firstTextClass is the class of the rank of wholeText: behind names that match, and before those with typos and without a word.
const firstTextClass = int(search.Typo)

// Score returns how well a result of a rank matches: 1 in the best class.
func Score(rank int64) float64 {
	return [...]float64{1, 0.8, 0.6, 0.4, 0.35, 0.3, 0.25, 0.2, 0.1}[rank/classUnit]
}

// TextOf returns the field by whose text a result of a rank was found; NoText if it was found by a name or identifier.
func TextOf(rank int64) kg.TextField {
	if class := int(rank / classUnit); class < firstTextClass || class >= firstTextClass+textClasses {
		return kg.NoText
	}
	return kg.TextField(rank % classUnit)
}

// texts adds the CTEs with what texts find: term (term, word, whole) with the words for each term, place (section, record_id, class) with the
// texts that have words for all terms, told (rank, record_id) with the records of these texts, and named (rank, section, text) with the
// phrases among them. The entities of the CTE names are left out. guard is a SELECT without rows where texts are not needed. SQLite expands
// a CTE wherever it is named, and limits the result, so that they are named as seldom as possible.
func (f *Search) texts(s *sqlBuilder, names, guard string) {
	sections := oneOf("p.section", f.sections())
	all := strconv.Itoa(len(f.terms))
	class := strconv.Itoa(beginningsOfWords)
	if !slices.ContainsFunc(f.terms, func(t search.Term) bool { return t.Dense }) {
		class = "CASE WHEN count(DISTINCT CASE WHEN v.whole THEN v.term END) = " + all + " THEN " + strconv.Itoa(wordsOfText) + " ELSE " + class + " END"
	}
	s.add(", term (term, word, whole) AS MATERIALIZED (\n  SELECT j.key, w.id, w.text = j.value ->> 0\n  FROM ", s.d.tuples().of(s.arg(f.termRanges())), " j\n  ")
	s.join("word", "w", "w.text >= j.value ->> 0 AND w.text < j.value ->> 1")
	s.add("\n), place (section, record_id, class) AS MATERIALIZED (\n  SELECT p.section, p.record_id, ", class, "\n  FROM (", guard,
		") g\n  CROSS JOIN term v\n  ")
	s.join("posting", "p", "p.word = v.word"+sections)
	if len(f.terms) > 1 { // the longest word is likely the rarest
		s.add("\n  WHERE (p.section, p.record_id) IN (\n    SELECT p.section, p.record_id FROM term v ")
		s.join("posting", "p", "p.word = v.word"+sections)
		s.add(" WHERE ", s.d.unplanned(), "v.term = 0)")
	}
	s.add("\n  GROUP BY p.section, p.record_id\n  HAVING count(DISTINCT v.term) = ", all, "\n)")
	f.told(s, names)
	s.add(", named (rank, section, text) AS MATERIALIZED (\n  SELECT ", rankOfText("CASE WHEN h.key = "+s.arg(search.Fold(f.text))+" THEN 0 ELSE p.class END"),
		", p.section, h.text\n  FROM place p\n  ", s.d.join(), " phrase h ON h.id = p.record_id\n  WHERE p.section IN (", strings.Join(sharedSections(), ", "), ")\n)")
	if s.d.isDistributed() {
		table, column, kind := sharedSource(kg.RoleText)
		s.add(", ", foundLinks, " AS MATERIALIZED (\n  SELECT x.id, x.from_id, x.role, x.possible_from, x.possible_until\n  FROM ", table, " x\n  WHERE x.", column,
			" IN (SELECT text FROM named WHERE section = ", strconv.FormatInt(sectionOf(kg.RoleText, kind), 10), ")\n)")
	}
}

// foundLinks is the CTE with the links whose roles are found, in a distributed database: the results of other CTEs are on all nodes, so that
// links cannot be read for each of them.
const foundLinks = "found_link"

// sharing returns the table of the records with the texts of a field that they share.
func (f *Search) sharing(field kg.TextField) string {
	table, _, _ := sharedSource(field)
	if field == kg.RoleText && f.registry.dialect.isDistributed() {
		return foundLinks
	}
	return table
}

// termRanges returns the ranges of the words of each term, the longest term first.
func (f *Search) termRanges() string {
	terms := slices.Clone(f.terms)
	slices.SortStableFunc(terms, func(a, b search.Term) int { return len(b.Text) - len(a.Text) })
	ranges := make([][2]string, len(terms))
	for i, term := range terms {
		ranges[i][0], ranges[i][1] = rangeOf(search.WordPart{Text: term.Text, Exact: term.Exact})
	}
	return jsonArray(ranges)
}

// told adds the CTE told.
func (f *Search) told(s *sqlBuilder, names string) {
	phrase := s.arg(search.Fold(f.text))
	var class strings.Builder
	class.WriteString("CASE p.section")
	for _, of := range []struct {
		field  kg.TextField
		column string
	}{{kg.TitleText, "title"}, {kg.PublisherText, "publisher"}} {
		class.WriteString(" WHEN " + strconv.FormatInt(sectionOf(of.field, kg.KindSource), 10) + " THEN (SELECT CASE WHEN e." + of.column + "_folded = " + phrase +
			" THEN 0 ELSE p.class END FROM source e WHERE e.id = p.record_id)")
	}
	class.WriteString(" ELSE p.class END")
	s.add(", told (rank, record_id) AS MATERIALIZED (\n  SELECT min(", rankOfText(class.String()), "), p.record_id\n  FROM place p\n  WHERE p.section NOT IN (",
		strings.Join(sharedSections(), ", "), ")\n    AND p.record_id NOT IN (SELECT entity_id FROM ", names, ")")
	if f.kinds != nil {
		s.add("\n    AND ", nodeOf("p.record_id", ""), " & ", strconv.Itoa(kg.CodeMask), " IN (", strings.Join(numbers(f.kinds), ", "), ")")
	}
	s.add("\n  GROUP BY p.record_id\n)")
}

// rankOfText returns the rank of a result that a text of p.section finds.
func rankOfText(class string) string {
	unit := strconv.Itoa(classUnit)
	return "(" + strconv.Itoa(firstTextClass) + " + " + class + ") * " + unit + " + p.section / " + strconv.Itoa(kg.CodeMask+1)
}

// sharedSections returns the sections of shared texts.
func sharedSections() []string {
	var all []string
	for _, field := range kg.TextFields() {
		if field.IsShared() {
			_, _, kind := sharedSource(field)
			all = append(all, strconv.FormatInt(sectionOf(field, kind), 10))
		}
	}
	return all
}

// sections returns the sections to look in; nil for all.
func (f *Search) sections() []string {
	if f.fields == nil && f.kinds == nil {
		return nil
	}
	all := []string{"0"} // no section is 0
	for _, field := range f.textFields() {
		for _, kind := range f.registry.kindsWith(field) {
			isEntity := field == kg.SummaryText
			if !isEntity || f.kinds == nil || slices.Contains(f.kinds, kind) {
				all = append(all, strconv.FormatInt(sectionOf(field, kind), 10))
			}
		}
	}
	return all
}

// textFields returns the fields to look in.
func (f *Search) textFields() []kg.TextField {
	return slices.DeleteFunc(kg.TextFields(), func(field kg.TextField) bool { return f.fields != nil && !slices.Contains(f.fields, field.String()) })
}

// kindsWith returns the kinds of record that have a field with texts.
func (r *Registry) kindsWith(field kg.TextField) []kg.Code {
	switch {
	case field.IsShared():
		_, _, kind := sharedSource(field)
		return []kg.Code{kind}
	case field == kg.StatementText || field == kg.TopicText:
		return []kg.Code{kg.KindStatement}
	}
	var kinds []kg.Code
	for _, kind := range r.Kinds.All() {
		if slices.ContainsFunc(kind.Fields, func(f kg.Field) bool { return f.Searched == field }) {
			kinds = append(kinds, kind.Code)
		}
	}
	return kinds
}

// sharers adds a read of the records with the phrases found: their ranks and ids. within limits the records x of each phrase c.
func (f *Search) sharers(s *sqlBuilder, field kg.TextField, within func() string) {
	_, _, kind := sharedSource(field)
	table := f.sharing(field)
	section := strconv.FormatInt(sectionOf(field, kind), 10)
	begin, end := s.d.firstRows(table, "l")
	s.add("\n  SELECT c.rank, l.id\n  FROM named c\n  ", begin, " FROM ", table, " x WHERE ")
	f.isSharer(s, field)
	s.add(within(), end, "\n  WHERE c.section = ", section)
}

// isSharer adds the condition that a record x is about a kind to look in and has the phrase c, and none found that ranks better.
func (f *Search) isSharer(s *sqlBuilder, field kg.TextField) {
	f.hasPhrase(s, field)
	if field != kg.RoleText {
		other := map[kg.TextField]kg.TextField{kg.LabelText: kg.MeasureText, kg.MeasureText: kg.LabelText}[field]
		s.add(" AND NOT EXISTS (SELECT 1 FROM named o WHERE ", s.d.unplanned(), "o.section = ", strconv.FormatInt(sectionOf(other, kg.KindFigure), 10), " AND ",
			s.d.unplanned(), "o.text = ",
			sharedText(other, "x"), " AND o.rank < c.rank)")
	}
}

// hasPhrase adds the condition that a record x is about a kind to look in and has the phrase c.
func (f *Search) hasPhrase(s *sqlBuilder, field kg.TextField) {
	s.add(sharedText(field, "x"), " = ", s.d.unplanned(), "c.text")
	kinds := strings.Join(numbers(f.kinds), ", ")
	if field == kg.RoleText {
		if f.asOf != "" {
			s.add(s.mayHold("x", f.asOf))
		}
		if f.kinds != nil {
			s.add(" AND x.from_id & ", strconv.Itoa(kg.CodeMask), " IN (", kinds, ")")
		}
		return
	}
	if f.kinds != nil {
		s.add(" AND (SELECT b.subject_id FROM figure_subject b WHERE b.figure_id = x.id AND b.position = 1) & ", strconv.Itoa(kg.CodeMask), " IN (", kinds, ")")
	}
}

// sharedFields returns the fields with shared texts.
func sharedFields() []kg.TextField {
	return slices.DeleteFunc(kg.TextFields(), func(field kg.TextField) bool { return !field.IsShared() })
}

// countTexts adds the number of records that texts find, as a term of a sum.
func (f *Search) countTexts(s *sqlBuilder) {
	s.add(" + (SELECT count(*) FROM told)")
	for _, field := range sharedFields() {
		_, _, kind := sharedSource(field)
		s.add("\n  + (SELECT count(*) FROM named c ")
		s.join(f.sharing(field), "x", "")
		f.isSharer(s, field)
		s.add(" WHERE c.section = ", strconv.FormatInt(sectionOf(field, kind), 10), ")")
	}
}

// noPhrases adds the condition that phrases find nothing.
func (f *Search) noPhrases(s *sqlBuilder) {
	s.add(" AND NOT EXISTS (SELECT 1 FROM named c WHERE CASE c.section")
	for _, field := range sharedFields() {
		_, _, kind := sharedSource(field)
		s.add(" WHEN ", strconv.FormatInt(sectionOf(field, kind), 10), " THEN EXISTS (SELECT 1 FROM ", f.sharing(field), " x WHERE ")
		f.hasPhrase(s, field)
		s.add(")")
	}
	s.add(" END)")
}

// nodeOf returns the id of the entity that a record is about: of an entity itself, of a link the one that it leads from, of a statement
// its speaker or else its first subject, of a figure its first subject; 0 of a source. links is the table of links; if it is empty, no record is a link.
func nodeOf(record, links string) string {
	of := func(kind kg.Code, node string) string { return " WHEN " + strconv.Itoa(int(kind)) + " THEN " + node }
	first := func(table string) string {
		return "(SELECT b.subject_id FROM " + table + "_subject b WHERE b." + table + "_id = " + record + " AND b.position = 1)"
	}
	ofLink := ""
	if links != "" {
		ofLink = of(kg.KindLink, "(SELECT e.from_id FROM "+links+" e WHERE e.id = "+record+")")
	}
	return "CASE " + record + " & " + strconv.Itoa(kg.CodeMask) +
		of(kg.KindSource, "0") +
		ofLink +
		of(kg.KindFigure, first("figure")) +
		of(kg.KindStatement, "coalesce((SELECT nullif(e.speaker_id, 0) FROM statement e WHERE e.id = "+record+"), "+first("statement")+", 0)") +
		" ELSE " + record + " END"
}
