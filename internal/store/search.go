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

// ClassOf returns the class of a rank: 0 is the best, WorstClass the last.
func ClassOf(rank int64) int { return int(rank / classUnit) }

// WorstClass is the class of results with typos.
const WorstClass = int(search.Typo)

// Page reads a page of results. Rows, in order or from the end in reverse: FoundRank, FoundID.
func (f *Search) Page(page Page) Query {
	var s sqlBuilder
	f.found(&s)
	unit := strconv.Itoa(classUnit)
	s.add("\nSELECT r.rank, r.entity_id\nFROM (\n  SELECT f.class * ", unit, " + ", unit, " - 1 - coalesce(d.links, 0) AS rank, f.entity_id\n",
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

// found adds the CTEs up to found(entity_id, class): entities that the phrase finds, others that all words find, and if there are
// none, those with typos.
func (f *Search) found(s *sqlBuilder) {
	s.add("WITH phrase AS MATERIALIZED (\n  SELECT entity_id, min(class) AS class\n  FROM (")
	f.phrase(s, f.query.Phrase)
	if f.query.Squeezed != f.query.Phrase {
		s.add("\n    UNION ALL")
		f.phrase(s, f.query.Squeezed)
	}
	s.add("\n  )\n  GROUP BY entity_id\n)")
	found := "phrase"
	if f.query.Words[0] != f.query.Phrase { // several words, or one several times
		s.add(", worded AS MATERIALIZED (\n  SELECT entity_id, class\n  FROM phrase\n  UNION ALL")
		f.words(s)
		s.add("\n)")
		found = "worded"
	}
	s.add(", found AS (\n  SELECT entity_id, class\n  FROM ", found)
	f.typos(s, found)
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

// typos adds a read of the entities that have a key for every word or a typo of it, if nothing is found without typos.
func (f *Search) typos(s *sqlBuilder, found string) {
	lists := make([]string, len(f.query.Words))
	hasTypos := false
	for i, word := range f.query.Words {
		if typos := search.Typos(word); len(typos) > 0 {
			lists[i], hasTypos = jsonStrings(typos), true
		}
	}
	if !hasTypos {
		return
	}
	s.add("\n  UNION ALL\n  SELECT entity_id, ", strconv.Itoa(WorstClass), "\n  FROM (")
	nothing := "(SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM " + found + ")) n"
	union := ""
	for i, word := range f.query.Words {
		index := strconv.Itoa(i)
		if len(f.query.Words) > 1 {
			s.add(union, "\n    SELECT ", index, " AS word, k.entity_id\n    FROM ", nothing, "\n    CROSS JOIN search_key k ON ")
			s.begins("k.key", s.arg(word), word)
			f.ofKinds(s, "k.entity_id")
			union = "\n    UNION ALL"
		}
		if lists[i] == "" {
			continue
		}
		s.add(union, "\n    SELECT ", index, " AS word, k.entity_id\n    FROM ", nothing, "\n    CROSS JOIN json_each(", s.arg(lists[i]),
			") w\n    CROSS JOIN search_key k ON k.key >= w.value AND k.key < w.value || '!'")
		f.ofKinds(s, "k.entity_id")
		union = "\n    UNION ALL"
	}
	s.add("\n  )\n  GROUP BY entity_id\n  HAVING count(DISTINCT word) = ", strconv.Itoa(len(f.query.Words)))
}

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
