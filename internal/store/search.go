package store

import (
	"context"
	"slices"
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// Search is a read of the entities that a text finds by their names and identifiers, best first: by class (search.Class), then
// those with more links, then the older ones.
type Search struct {
	text  string
	query search.Query
	kinds []kg.Code
	// none tells that no kind is asked for.
	none bool
}

// NewSearch looks for a text among the entities of some kinds: all where nil.
func NewSearch(text string, kinds []kg.Code) *Search {
	return &Search{text: text, query: search.Parse(text), kinds: kinds, none: kinds != nil && len(kinds) == 0}
}

// Empty tells that nothing can be found.
func (f *Search) IsEmpty() bool { return f.query.IsEmpty() || f.none }

// Columns of the rows of Search.Page.
const (
	FoundRank = iota // sorts what is found, before the key
	FoundID
)

// classUnit is what a rank has for each class; the rest of it is less the more links there are.
const classUnit = 1 << 40

// ClassOf is the class of what has a rank: 0 is the best, WorstClass the last.
func ClassOf(rank int64) int { return int(rank / classUnit) }

// WorstClass is the class of slips.
const WorstClass = int(search.Typo)

// Page reads a page of what is found. Rows, in order or from the end in reverse: FoundRank, FoundID.
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

// Count counts what is found. Rows: 0, number.
func (f *Search) Count() Query {
	var s sqlBuilder
	f.found(&s)
	s.add("\nSELECT 0, count(*)\nFROM found")
	return s.done()
}

// found adds the CTEs that lead to found(entity_id, class): what the phrase finds, what all words find where it does not, and
// slips where both find nothing.
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
	f.slips(s, found)
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
// planning the statement anew for every text.
func (s *sqlBuilder) begins(key, bound, text string) {
	s.add(key, " >= +", bound)
	if after := search.After(text); after != "" {
		s.add(" AND ", key, " < +", s.arg(after))
	}
}

// wholeEnd ends the range of the keys that are a word or go on with another one: in keys, only a space is less.
func wholeEnd(word string) string { return word + "!" }

func (f *Search) ofKinds(s *sqlBuilder, entity string) {
	s.add(oneOf(entity+" & "+strconv.Itoa(kg.CodeMask), numbers(f.kinds)))
}

// words adds a read of the entities that have a key for every word, and that the phrase did not find. The last word leads, since
// it is likely the commonest (a park, a plant), and the entities of the others are put into a set, which costs more a row.
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

// slips adds a read of the entities that have a key for every word or a slip of it, if nothing is found without slips.
func (f *Search) slips(s *sqlBuilder, found string) {
	lists := make([]string, len(f.query.Words))
	some := false
	for i, word := range f.query.Words {
		if slips := search.Typos(word); len(slips) > 0 {
			lists[i], some = texts(slips), true
		}
	}
	if !some {
		return
	}
	s.add("\n  UNION ALL\n  SELECT entity_id, ", strconv.Itoa(WorstClass), "\n  FROM (")
	nothing := "(SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM " + found + ")) n"
	union := ""
	for i, word := range f.query.Words {
		place := strconv.Itoa(i)
		if len(f.query.Words) > 1 {
			s.add(union, "\n    SELECT ", place, " AS word, k.entity_id\n    FROM ", nothing, "\n    CROSS JOIN search_key k ON ")
			s.begins("k.key", s.arg(word), word)
			f.ofKinds(s, "k.entity_id")
			union = "\n    UNION ALL"
		}
		if lists[i] == "" {
			continue
		}
		s.add(union, "\n    SELECT ", place, " AS word, k.entity_id\n    FROM ", nothing, "\n    CROSS JOIN json_each(", s.arg(lists[i]),
			") w\n    CROSS JOIN search_key k ON k.key >= w.value AND k.key < w.value || '!'")
		f.ofKinds(s, "k.entity_id")
		union = "\n    UNION ALL"
	}
	s.add("\n  )\n  GROUP BY entity_id\n  HAVING count(DISTINCT word) = ", strconv.Itoa(len(f.query.Words)))
}

// Match is what of an entity fits a search best.
type Match struct {
	// Text is a name, or an identifier as scheme:value; Highlight is it as HTML.
	Text, Highlight string
}

// Matches tells for each entity, all of them found by a search, what of it fits best: of several the first name, then the first
// identifier. It takes one statement.
func (s *Snapshot) Matches(ctx context.Context, f *Search, entities []kg.ID) ([]Match, error) {
	type candidate struct {
		place int64
		text  string
		fit   search.Fit
	}
	best := make([]candidate, len(entities))
	err := s.Read(ctx, called(entities), func(row *Row) error {
		entity, c := row.Int(0), candidate{place: row.Int(1), text: row.Text(2)}
		if scheme := row.Text(3); scheme == "" {
			c.fit = f.query.Fit(search.Keys(c.text))
		} else {
			c.fit = f.query.Fit(search.CodeKeys(scheme, c.text))
			c.text = scheme + ":" + c.text
		}
		known := &best[entity]
		if better := c.fit.Compare(known.fit); known.text == "" || better > 0 || better == 0 && c.place < known.place {
			*known = c
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	matches := make([]Match, len(entities))
	for i, c := range best {
		matches[i] = Match{Text: c.text, Highlight: search.Highlight(c.text, f.text)}
	}
	return matches, nil
}

// firstIdentifier is added to the positions of identifiers, which come after all names.
const firstIdentifier = 1 << 32

// called reads what entities are called. Rows: position of the entity, place among what it is called, text, scheme or ”.
func called(entities []kg.ID) Query {
	var s sqlBuilder
	list := s.arg(keys(entities))
	s.add("SELECT k.key, n.position, n.text, ''\nFROM json_each(", list, ") k\nCROSS JOIN name n ON n.entity_id = k.value\nUNION ALL\n",
		"SELECT k.key, ", strconv.Itoa(firstIdentifier), " + i.position, i.value, i.scheme\nFROM json_each(", list,
		") k\nCROSS JOIN identifier i ON i.entity_id = k.value")
	return s.done()
}
