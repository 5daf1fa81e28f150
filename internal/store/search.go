package store

import (
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// Search finds entities by their names and identifiers, and records by their texts, best first: by class (search.Class, then those of
// texts), then entities by number of links and texts by field, then the older.
type Search struct {
	registry *Registry
	text     string
	query    search.Query
	terms    []search.Term
	SearchLimits
}

// SearchLimits limits a search.
type SearchLimits struct {
	// kinds are the kinds of the entities that results are about; all if nil.
	kinds []kg.Code
	// fields are the names of kg.SearchFields to look in; all if nil.
	fields []string
	// asOf excludes links that do not hold on the day; none if empty.
	asOf kg.Date
}

// NewSearch returns the search for a text. kinds are the kinds of the entities that results are about, fields the kg.SearchFields to look
// in; all if nil. Links that do not hold on the day asOf are left out, if it is not empty.
func (r *Registry) NewSearch(text string, kinds []kg.Code, fields []string, asOf kg.Date) *Search {
	f := &Search{registry: r, text: text, query: search.Parse(text), SearchLimits: SearchLimits{kinds: kinds, fields: fields, asOf: asOf}}
	if len(f.textFields()) > 0 {
		f.terms = search.Terms(text)
	}
	return f
}

// IsEmpty reports whether nothing can be found.
func (f *Search) IsEmpty() bool {
	return f.query.IsEmpty() || f.kinds != nil && len(f.kinds) == 0 || !f.looksInNames() && len(f.terms) == 0
}

// looksIn reports whether a field is searched.
func (f *Search) looksIn(field string) bool {
	return f.fields == nil || slices.Contains(f.fields, field)
}

// looksInNames reports whether names or identifiers are searched.
func (f *Search) looksInNames() bool { return f.looksIn(kg.NameField) || f.looksIn(kg.IdentifierField) }

// Columns of the rows of Search.Page.
const (
	FoundRank = iota // sorts results, before the id
	FoundID          // of the record
	FoundNode        // id of the entity that the record is about, 0 if there is none
)

// classUnit is the part of a rank for each class. The rest is smaller the more links there are.
const classUnit = 1 << 40

// degreeUnit is the weight of the bonus of search.Part in a rank (see parts). The number of links decides among equal ones.
const degreeUnit = 1 << 20

// Page reads a page of results. Rows, in order: FoundRank, FoundID, FoundNode; from the end in reverse.
func (f *Search) Page(page Page) Query {
	s := f.registry.sql()
	names := f.names(&s)
	s.add(", ranked (rank, record_id) AS MATERIALIZED (\n  ")
	f.ranked(&s, names, page)
	s.add("\n)")
	guard := "SELECT 1"
	if len(f.terms) > 0 && !page.FromEnd {
		guard += " WHERE (SELECT count(*) FROM ranked) < " + s.arg(page.limit())
	}
	f.behind(&s, names, guard)
	links := "" // without texts, only entities are found
	if len(f.terms) > 0 {
		links = f.sharing(kg.RoleText)
	}
	s.add("\nSELECT r.rank, r.record_id, ", nodeOf("r.record_id", links), "\nFROM (\n  SELECT rank, record_id\n  FROM ranked")
	if len(f.terms) > 0 {
		s.add("\n  UNION ALL\n  SELECT r.rank, r.record_id\n  FROM told r\n  WHERE TRUE")
		s.betweenRanks(page)
		for _, field := range sharedFields() {
			s.add("\n  UNION ALL")
			f.sharers(&s, field, func() string { return s.nextSharers(page) })
		}
	}
	s.add("\n  UNION ALL\n  SELECT * FROM (")
	f.ranked(&s, "behind", page)
	down := direction(page.FromEnd)
	s.add(") b\n  ORDER BY 1", down, ", 2", down, "\n  LIMIT ", s.arg(page.limit()), "\n) r\nORDER BY r.rank", down, ", r.record_id", down)
	return s.done()
}

// ranked adds a read of a page of the entities of a CTE with their ranks.
func (f *Search) ranked(s *sqlBuilder, names string, page Page) {
	unit := strconv.Itoa(classUnit)
	s.add("SELECT r.rank, r.record_id\n  FROM (\n    SELECT (f.class + CASE WHEN f.class >= ", classNumber(search.Typo), " THEN ", strconv.Itoa(textClasses), " ELSE 0 END) * ", unit,
		" + ", unit, " - 1 - f.bonus - coalesce(d.links, 0) AS rank, f.entity_id AS record_id\n",
		"    FROM ", names, " f\n    LEFT JOIN degree d ON d.entity_id = f.entity_id\n  ) r\n  WHERE TRUE")
	s.betweenRanks(page)
	down := direction(page.FromEnd)
	s.add("\n  ORDER BY r.rank", down, ", r.record_id", down, "\n  LIMIT ", s.arg(page.limit()))
}

// betweenRanks adds the condition that a result r is between the cursors of a page.
func (s *sqlBuilder) betweenRanks(page Page) {
	if p := page.After; p != nil {
		s.add(" AND (r.rank, r.record_id) > (", s.arg(p.Order), ", ", s.arg(int64(p.ID)), ")")
	}
	if p := page.Before; p != nil {
		s.add(" AND (r.rank, r.record_id) < (", s.arg(p.Order), ", ", s.arg(int64(p.ID)), ")")
	}
}

// nextSharers returns the condition, order and limit of the records x of a phrase c on a page: a range of an index, whatever their number.
func (s *sqlBuilder) nextSharers(page Page) string {
	var conditions strings.Builder
	for _, bound := range []struct {
		at       *Position
		operator string
	}{{page.After, " > "}, {page.Before, " < "}} {
		if bound.at != nil {
			conditions.WriteString(" AND x.id" + bound.operator + "CASE WHEN c.rank < " + s.arg(bound.at.Order) + " THEN 9223372036854775807 WHEN c.rank > " +
				s.arg(bound.at.Order) + " THEN 0 ELSE " + s.arg(int64(bound.at.ID)) + " END")
		}
	}
	return conditions.String() + " ORDER BY x.id" + direction(page.FromEnd) + " LIMIT " + s.arg(page.limit())
}

// Count counts the results. Rows: 0, number.
func (f *Search) Count() Query {
	s := f.registry.sql()
	names := f.names(&s)
	f.behind(&s, names, "SELECT 1")
	s.add("\nSELECT 0, (SELECT count(*) FROM ", names, ") + (SELECT count(*) FROM behind)")
	if len(f.terms) > 0 {
		f.countTexts(&s)
	}
	return s.done()
}

// names adds the CTEs up to the one whose name it returns, with entity_id, class and bonus: the entities that the phrase finds, and others
// that all words find.
func (f *Search) names(s *sqlBuilder) string {
	if !f.looksInNames() {
		s.add("WITH nobody (entity_id, class, bonus) AS (\n  SELECT 0, 0, 0 WHERE FALSE\n)")
		return "nobody"
	}
	s.add("WITH phrased AS MATERIALIZED (\n  SELECT entity_id, min(class) AS class, 0 AS bonus\n  FROM (")
	f.phrase(s, f.query.Phrase)
	if f.query.Squeezed != f.query.Phrase {
		s.add("\n    UNION ALL")
		f.phrase(s, f.query.Squeezed)
	}
	s.add("\n  ) p\n  GROUP BY entity_id\n)")
	if f.query.Words[0] == f.query.Phrase { // not several words, nor one several times
		return "phrased"
	}
	s.add(", worded AS MATERIALIZED (\n  SELECT entity_id, class, bonus\n  FROM phrased\n  UNION ALL")
	f.words(s)
	s.add("\n)")
	return "worded"
}

// behind adds the CTEs of texts (guard is that of Search.texts), and behind (entity_id, class, bonus) with the entities that come behind
// them: those whose name is all words but one; if nothing else is found, those with typos; and if there are none of these either, those
// that all words but one find.
func (f *Search) behind(s *sqlBuilder, names, guard string) {
	if len(f.terms) > 0 {
		f.texts(s, names, guard)
	}
	sets := []string{names}
	if f.looksInNames() {
		if len(f.query.Rests) > 0 {
			f.rests(s, sets)
			sets = append(sets, "rest")
		}
		if f.typos(s, sets) {
			sets = append(sets, "misspelt")
		}
		if f.parts(s, sets) {
			sets = append(sets, "part")
		}
	}
	hasTexts := len(f.terms) > 0
	s.add(", behind (entity_id, class, bonus) AS (\n  SELECT f.entity_id, f.class, f.bonus\n  FROM (")
	if hasTexts {
		s.add("SELECT NOT EXISTS (SELECT 1 FROM told)")
		f.noPhrases(s)
		s.add(" AS alone")
	} else {
		s.add("SELECT TRUE AS alone")
	}
	s.add(") g\n  CROSS JOIN (\n    SELECT 0 AS entity_id, 0 AS class, 0 AS bonus, FALSE AS last WHERE FALSE")
	for _, set := range sets[1:] {
		s.add("\n    UNION ALL\n    SELECT entity_id, class, bonus, ", map[bool]string{true: "FALSE", false: "TRUE"}[set == "rest"], "\n    FROM ", set)
	}
	s.add("\n  ) f\n  WHERE (g.alone OR NOT f.last)")
	if hasTexts {
		s.add("\n    AND f.entity_id NOT IN (SELECT record_id FROM told)")
	}
	s.add("\n)")
}

// phrase adds a read of the keys that begin with a phrase, with the class of each.
func (f *Search) phrase(s *sqlBuilder, phrase string) {
	begin := s.arg(phrase)
	s.add("\n    SELECT entity_id, CASE\n      WHEN start = 0 AND key = ", begin, " THEN 0\n      WHEN start = 0 THEN 1\n      WHEN key < ",
		s.arg(wholeEnd(phrase)), " THEN 2\n      ELSE 3\n    END AS class\n    FROM search_key\n    WHERE ")
	s.begins("key", begin, phrase)
	f.ofItems(s, "")
	f.ofKinds(s, "entity_id")
}

// begins adds the condition that a key begins with a text, which is bound already.
func (s *sqlBuilder) begins(key, bound, text string) {
	s.add(key, " >= ", s.d.unplanned(), bound)
	if after := search.After(text); after != "" {
		s.add(" AND ", key, " < ", s.d.unplanned(), s.arg(after))
	}
}

// wholeEnd returns the end of the range of keys that are a word or continue with another word: in keys, only a space is less.
func wholeEnd(word string) string { return word + "!" }

// ofItems adds the condition that a search key, by the prefix of its columns, is that of a name or identifier to look in.
func (f *Search) ofItems(s *sqlBuilder, prefix string) {
	if f.fields == nil {
		return
	}
	switch names, codes := slices.Contains(f.fields, kg.NameField), slices.Contains(f.fields, kg.IdentifierField); {
	case names && !codes:
		s.add(" AND ", prefix, "item > 0")
	case codes && !names:
		s.add(" AND ", prefix, "item < 0")
	}
}

func (f *Search) ofKinds(s *sqlBuilder, entity string) {
	s.add(oneOf(entity+" & "+strconv.Itoa(kg.CodeMask), numbers(f.kinds)))
}

// words adds a read of the entities that have a key for every word and that the phrase did not find. It scans the last word, which is
// likely the commonest (a park, a plant), and collects the entities of the others in sets, which cost more per row.
func (f *Search) words(s *sqlBuilder) {
	words := slices.Clone(f.query.Words)
	slices.Reverse(words)
	s.add("\n  SELECT k.entity_id, CASE\n    WHEN ", s.d.isAny().of("k.key < "+s.arg(wholeEnd(words[0]))))
	for _, word := range words[1:] {
		s.add(" AND k.entity_id IN (\n      SELECT entity_id FROM search_key WHERE key >= ", s.d.unplanned(), s.arg(word), " AND key < ",
			s.d.unplanned(), s.arg(wholeEnd(word)))
		f.ofItems(s, "")
		s.add(")")
	}
	s.add(" THEN 2\n    ELSE 3\n  END, 0\n  FROM search_key k\n  WHERE ")
	s.begins("k.key", s.arg(words[0]), words[0])
	f.ofItems(s, "k.")
	f.ofKinds(s, "k.entity_id")
	s.add("\n    AND k.entity_id NOT IN (SELECT entity_id FROM phrased)")
	for _, word := range words[1:] {
		s.add("\n    AND k.entity_id IN (SELECT entity_id FROM search_key WHERE ")
		s.begins("key", s.arg(word), word)
		f.ofItems(s, "")
		s.add(")")
	}
	s.add("\n  GROUP BY k.entity_id")
}

// rests adds the CTE rest: entities with a name that is the query without one of its words.
func (f *Search) rests(s *sqlBuilder, sets []string) {
	s.add(", rest AS MATERIALIZED (\n  SELECT DISTINCT k.entity_id, ", classNumber(search.Part), " AS class, 0 AS bonus\n  FROM ")
	s.each(s.arg(f.query.Rests), "r")
	s.add("\n  ")
	s.join("search_key", "k", "k.key = r.value AND k.start = 0")
	f.ofItems(s, "k.")
	f.ofKinds(s, "k.entity_id")
	s.add("\n  WHERE k.entity_id NOT IN (SELECT entity_id FROM ", sets[0], ")\n)")
}

// typos adds the CTE misspelt: entities that have a key for every word or a typo of it, if nothing is found without typos. It returns
// false if no word has typos.
func (f *Search) typos(s *sqlBuilder, sets []string) bool {
	var ranges keyRanges
	hasTypos := false
	for i, word := range f.query.Words {
		if len(f.query.Words) > 1 {
			ranges.add(i, word, search.After(word))
		}
		for _, typo := range search.Typos(word) {
			ranges.add(i, typo, wholeEnd(typo))
			hasTypos = true
		}
	}
	if !hasTypos {
		return false
	}
	s.add(", misspelt AS MATERIALIZED (\n  SELECT k.entity_id, ", classNumber(search.Typo), " AS class, 0 AS bonus")
	f.inRanges(s, sets, ranges)
	s.add("\n  GROUP BY k.entity_id\n  HAVING count(DISTINCT w.value ->> 0) = ", strconv.Itoa(len(f.query.Words)), "\n)")
	return true
}

// parts adds the CTE part: entities that have a key for every essential word but one, if nothing else is found. It returns false if there
// are no words to omit. The bonus is larger the fewer entities have the words found.
func (f *Search) parts(s *sqlBuilder, sets []string) bool {
	words := f.query.Essential()
	if len(words) == 0 || len(words) == 1 && len(f.query.Words) == 1 {
		return false
	}
	var ranges keyRanges
	for i, word := range words {
		if search.IsShort(word) {
			ranges.add(i, word, wholeEnd(word))
		} else {
			ranges.add(i, word, search.After(word))
		}
	}
	most := strconv.Itoa(maxCommon)
	s.add(", part AS (\n  SELECT entity_id, ", classNumber(search.Part), " AS class, CASE count(*)\n    WHEN ", strconv.Itoa(len(words)),
		" THEN ", most, "\n    ELSE ", most, " - ", s.d.least().of(s.d.sum("").of("entities")+", "+most), "\n  END * ", strconv.Itoa(degreeUnit), " AS bonus\n",
		"  FROM (\n  SELECT entity_id, count(*) OVER (PARTITION BY word) AS entities\n  FROM (\n",
		"  SELECT DISTINCT w.value ->> 0 AS word, k.entity_id")
	f.inRanges(s, sets, ranges)
	s.add("\n  ) w) e\n  GROUP BY entity_id\n  HAVING count(*) >= ", strconv.Itoa(max(1, len(words)-1)), "\n)")
	return true
}

// keyRanges are ranges of keys: each is the index of a word of the query, the first key, and the first key behind.
type keyRanges [][3]any

func (r *keyRanges) add(word int, from, to string) {
	if to == "" { // the word begins with the last character of Unicode
		to = from + "!"
	}
	*r = append(*r, [3]any{word, from, to})
}

// inRanges adds the tables w, of ranges, and k, of the keys in them, if all sets are empty. They are named once, because SQLite expands
// a set wherever it is named, and limits the result.
func (f *Search) inRanges(s *sqlBuilder, sets []string, ranges keyRanges) {
	s.add("\n  FROM (\n    SELECT 1\n    WHERE ")
	for i, set := range sets {
		if i > 0 {
			s.add(" AND ")
		}
		s.add("NOT EXISTS (SELECT 1 FROM ", set, ")")
	}
	s.add("\n  ) n\n  CROSS JOIN ", s.d.tuples().of(s.arg(jsonArray(ranges))), " w\n  ")
	s.join("search_key", "k", "k.key >= w.value ->> 1 AND k.key < w.value ->> 2"+s.d.expectFew("k"))
	f.ofItems(s, "k.")
	f.ofKinds(s, "k.entity_id")
}

// maxCommon bounds the numbers of entities that the bonus of a part tells apart.
const maxCommon = classUnit/degreeUnit/2 - 1

func classNumber(class search.Class) string { return strconv.Itoa(int(class)) }
