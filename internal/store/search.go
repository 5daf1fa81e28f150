package store

import (
	"slices"
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// Search finds entities by their names and identifiers, best first: by class (search.Class), then by number of links, then the older.
type Search struct {
	text  string
	query search.Query
	// kinds limits the search; all kinds if nil.
	kinds []kg.Code
}

// NewSearch returns the search for a text among the entities of some kinds; of all kinds if nil.
func NewSearch(text string, kinds []kg.Code) *Search {
	return &Search{text: text, query: search.Parse(text), kinds: kinds}
}

// IsEmpty reports whether nothing can be found.
func (f *Search) IsEmpty() bool { return f.query.IsEmpty() || f.kinds != nil && len(f.kinds) == 0 }

// Columns of the rows of Search.Page.
const (
	FoundRank = iota // sorts results, before the id
	FoundID
)

// classUnit is the part of a rank for each class. The rest is smaller the more links there are.
const classUnit = 1 << 40

// degreeUnit is the part of a rank for each of the commonness that ranks results of the class search.Part before the number of links.
const degreeUnit = 1 << 20

// ClassOf returns the class of a rank (search.Class).
func ClassOf(rank int64) search.Class { return search.Class(rank / classUnit) }

// Page reads a page of results. Rows, in order or from the end in reverse: FoundRank, FoundID.
func (f *Search) Page(page Page) Query {
	var s sqlBuilder
	f.found(&s)
	unit := strconv.Itoa(classUnit)
	s.add("\nSELECT r.rank, r.entity_id\nFROM (\n  SELECT f.class * ", unit, " + ", unit, " - 1 - f.bonus - coalesce(d.links, 0) AS rank, f.entity_id\n",
		"  FROM found f\n  LEFT JOIN degree d ON d.entity_id = f.entity_id\n) r\nWHERE TRUE")
	if p := page.After; p != nil {
		s.add(" AND (r.rank, r.entity_id) > (", s.arg(p.Order), ", ", s.arg(int64(p.ID)), ")")
	}
	if p := page.Before; p != nil {
		s.add(" AND (r.rank, r.entity_id) < (", s.arg(p.Order), ", ", s.arg(int64(p.ID)), ")")
	}
	down := direction(page.FromEnd)
	s.add("\nORDER BY r.rank", down, ", r.entity_id", down, "\nLIMIT ", s.arg(page.limit()))
	return s.done()
}

// Count counts the results. Rows: 0, number.
func (f *Search) Count() Query {
	var s sqlBuilder
	f.found(&s)
	s.add("\nSELECT 0, count(*)\nFROM found")
	return s.done()
}

// found adds the CTEs up to found(entity_id, class, bonus): entities that the phrase finds, others that all words find, others whose name
// is all words but one; if there are none, those with typos; and if there are none of these either, those that all words but one find.
func (f *Search) found(s *sqlBuilder) {
	s.add("WITH phrase AS MATERIALIZED (\n  SELECT entity_id, min(class) AS class\n  FROM (")
	f.phrase(s, f.query.Phrase)
	if f.query.Squeezed != f.query.Phrase {
		s.add("\n    UNION ALL")
		f.phrase(s, f.query.Squeezed)
	}
	s.add("\n  )\n  GROUP BY entity_id\n)")
	sets := []string{"phrase"}
	if f.query.Words[0] != f.query.Phrase { // several words, or one several times
		s.add(", worded AS MATERIALIZED (\n  SELECT entity_id, class\n  FROM phrase\n  UNION ALL")
		f.words(s)
		s.add("\n)")
		sets = []string{"worded"}
	}
	if len(f.query.Rests) > 0 {
		f.rests(s, sets)
		sets = append(sets, "rest")
	}
	if f.typos(s, sets) {
		sets = append(sets, "misspelt")
	}
	isPart := f.parts(s, sets)
	s.add(", found AS (")
	for i, set := range sets {
		if i > 0 {
			s.add("\n  UNION ALL")
		}
		s.add("\n  SELECT entity_id, class, 0 AS bonus\n  FROM ", set)
	}
	if isPart {
		s.add("\n  UNION ALL\n  SELECT entity_id, class, bonus\n  FROM part")
	}
	s.add("\n)")
}

// phrase adds a read of the keys that begin with a phrase, with the class of each.
func (f *Search) phrase(s *sqlBuilder, phrase string) {
	begin := s.arg(phrase)
	s.add("\n    SELECT entity_id, CASE\n      WHEN start = 0 AND key = ", begin, " THEN 0\n      WHEN start = 0 THEN 1\n      WHEN key < ",
		s.arg(wholeEnd(phrase)), " THEN 2\n      ELSE 3\n    END AS class\n    FROM search_key\n    WHERE ")
	s.begins("key", begin, phrase)
	f.ofKinds(s, "entity_id")
}

// begins adds the condition that a key begins with a text, which is bound already. The signs before the arguments keep SQLite from
// planning the statement again for every text.
func (s *sqlBuilder) begins(key, bound, text string) {
	s.add(key, " >= +", bound)
	if after := search.After(text); after != "" {
		s.add(" AND ", key, " < +", s.arg(after))
	}
}

// wholeEnd returns the end of the range of keys that are a word or continue with another word: in keys, only a space is less.
func wholeEnd(word string) string { return word + "!" }

func (f *Search) ofKinds(s *sqlBuilder, entity string) {
	s.add(oneOf(entity+" & "+strconv.Itoa(kg.CodeMask), numbers(f.kinds)))
}

// words adds a read of the entities that have a key for every word and that the phrase did not find. It scans the last word, which is
// likely the commonest (a park, a plant), and collects the entities of the others in sets, which cost more per row.
func (f *Search) words(s *sqlBuilder) {
	words := slices.Clone(f.query.Words)
	slices.Reverse(words)
	s.add("\n  SELECT k.entity_id, CASE\n    WHEN max(k.key < ", s.arg(wholeEnd(words[0])), ")")
	for _, word := range words[1:] {
		s.add(" AND k.entity_id IN (\n      SELECT entity_id FROM search_key WHERE key >= +", s.arg(word), " AND key < +", s.arg(wholeEnd(word)), ")")
	}
	s.add(" THEN 2\n    ELSE 3\n  END\n  FROM search_key k\n  WHERE ")
	s.begins("k.key", s.arg(words[0]), words[0])
	f.ofKinds(s, "k.entity_id")
	s.add("\n    AND k.entity_id NOT IN (SELECT entity_id FROM phrase)")
	for _, word := range words[1:] {
		s.add("\n    AND k.entity_id IN (SELECT entity_id FROM search_key WHERE ")
		s.begins("key", s.arg(word), word)
		s.add(")")
	}
	s.add("\n  GROUP BY k.entity_id")
}

// rests adds the CTE rest: entities with a name that is the query without one of its words.
func (f *Search) rests(s *sqlBuilder, sets []string) {
	s.add(", rest AS MATERIALIZED (\n  SELECT DISTINCT k.entity_id, ", classNumber(search.Part), " AS class\n  FROM json_each(",
		s.arg(jsonArray(f.query.Rests)), ") r\n  CROSS JOIN search_key k ON k.key = r.value AND k.start = 0")
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
	s.add(", misspelt AS MATERIALIZED (\n  SELECT k.entity_id, ", classNumber(search.Typo), " AS class")
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
		" THEN ", most, "\n    ELSE ", most, " - min(sum(entities), ", most, ")\n  END * ", strconv.Itoa(degreeUnit), " AS bonus\n",
		"  FROM (\n  SELECT entity_id, count(*) OVER (PARTITION BY word) AS entities\n  FROM (\n",
		"  SELECT DISTINCT w.value ->> 0 AS word, k.entity_id")
	f.inRanges(s, sets, ranges)
	s.add("\n  ))\n  GROUP BY entity_id\n  HAVING count(*) >= ", strconv.Itoa(max(1, len(words)-1)), "\n)")
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
	s.add("\n  ) n\n  CROSS JOIN json_each(", s.arg(jsonArray(ranges)), ") w\n",
		"  CROSS JOIN search_key k ON k.key >= w.value ->> 1 AND k.key < w.value ->> 2")
	f.ofKinds(s, "k.entity_id")
}

// maxCommon bounds the numbers of entities that the bonus of a part tells apart.
const maxCommon = classUnit/degreeUnit/2 - 1

func classNumber(class search.Class) string { return strconv.Itoa(int(class)) }

// Match is the name or identifier of an entity that matches a search best.
type Match struct {
	// Text is a name, or an identifier as scheme:value. Highlight is the same as HTML, with the matches marked.
	Text, Highlight string
}

// Matcher finds the best match of each of some results of a search.
type Matcher struct {
	search   *Search
	entities []kg.ID
	best     []nameMatch
}

// nameMatch is a name or identifier, and how well it matches.
type nameMatch struct {
	position int64
	text     string
	fit      search.Fit
}

// Matcher returns a matcher for results of the search.
func (f *Search) Matcher(entities []kg.ID) *Matcher {
	return &Matcher{search: f, entities: entities, best: make([]nameMatch, len(entities))}
}

// Query reads the names and identifiers of the entities, for Add.
func (m *Matcher) Query() Query { return called(m.entities) }

// Add compares a name or identifier with the best match so far. Of equal ones the first name matches best, else the first identifier.
// It returns the growth of the matcher, in bytes.
func (m *Matcher) Add(row *Row) int {
	best, c := &m.best[row.Int(0)], nameMatch{position: row.Int(1), text: row.Text(2)}
	if scheme := row.Text(3); scheme == "" {
		c.fit = m.search.query.Fit(search.Keys(c.text))
	} else {
		c.fit = m.search.query.Fit(search.CodeKeys(scheme, c.text))
		c.text = scheme + ":" + c.text
	}
	growth := len(c.text) - len(best.text)
	if better := c.fit.Compare(best.fit); best.text == "" || better > 0 || better == 0 && c.position < best.position {
		*best = c
		return growth
	}
	return 0
}

// Match returns the best match of an entity, by its index.
func (m *Matcher) Match(entity int) Match {
	text := m.best[entity].text
	return Match{Text: text, Highlight: search.Highlight(text, m.search.text)}
}

// firstIdentifier is added to the positions of identifiers, so that they come after all names.
const firstIdentifier = 1 << 32

// called reads the names and identifiers of entities. Rows: index of the entity, position among its names and identifiers, text, scheme
// or an empty string.
func called(entities []kg.ID) Query {
	var s sqlBuilder
	list := s.arg(keys(entities))
	s.add("SELECT k.key, n.position, n.text, ''\nFROM json_each(", list, ") k\nCROSS JOIN name n ON n.entity_id = k.value\nUNION ALL\n",
		"SELECT k.key, ", strconv.Itoa(firstIdentifier), " + i.position, i.value, i.scheme\nFROM json_each(", list,
		") k\nCROSS JOIN identifier i ON i.entity_id = k.value")
	return s.done()
}
