package store

import (
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// Match is the text that matches a search best.
type Match struct {
	// In is the field of the text, one of kg.SearchFields.
	In string
	// Text is a name, an identifier as scheme:value, or the part of another text around the matches. Highlight is the same as HTML, with the
	// matches marked.
	Text, Highlight string
}

// Found is a result of a search: its rank and the id of its record.
type Found struct {
	Rank   int64
	Record kg.ID
}

// Matcher finds the best match of each of some results of a search.
type Matcher struct {
	search *Search
	found  []Found
	best   []textMatch
}

// textMatch is a text of a result, and how well it matches.
type textMatch struct {
	position int64
	in, text string
	fit      search.Fit
}

// Matcher returns a matcher for results of the search.
func (f *Search) Matcher(found []Found) *Matcher {
	return &Matcher{search: f, found: found, best: make([]textMatch, len(found))}
}

// firstIdentifier is added to the positions of identifiers, so that they come after all names.
const firstIdentifier = 1 << 32

// Query reads the texts of the results that may match, for Add. Rows: index of the result, position of the text among those of the result,
// text, scheme of an identifier or an empty string.
func (m *Matcher) Query() Query {
	s := m.search.registry.sql()
	list := m.listOf(&s, func(f Found) bool { return TextOf(f.Rank) == kg.NoText })
	s.add("SELECT k.key, n.position, n.text, ''\nFROM ")
	s.each(list, "k")
	s.add("\n")
	s.join("name", "n", "n.entity_id = k.value")
	s.add("\nUNION ALL\nSELECT k.key, ", strconv.Itoa(firstIdentifier), " + i.position, i.value, i.scheme\nFROM ")
	s.each(list, "k")
	s.add("\n")
	s.join("identifier", "i", "i.entity_id = k.value")
	for _, field := range kg.TextFields() {
		for _, kind := range m.search.registry.kindsWith(field) {
			m.read(&s, field, kind)
		}
	}
	return s.done()
}

// read adds a read of a field of the results that were found by it and are of a kind, if there are any.
func (m *Matcher) read(s *sqlBuilder, field kg.TextField, kind kg.Code) {
	ofField := func(f Found) bool { return TextOf(f.Rank) == field && f.Record.Code() == kind }
	isAny := false
	for _, f := range m.found {
		isAny = isAny || ofField(f)
	}
	if !isAny {
		return
	}
	table := m.search.registry.byCode[kind].Name
	from := "\nFROM " + s.d.list().of(m.listOf(s, ofField)) + " k\n" + s.d.join() + " " + table + " t ON t.id = k.value"
	switch field {
	case kg.TopicText:
		s.add("\nUNION ALL\nSELECT k.key, j.key, j.value, ''", from, "\nCROSS JOIN ", s.d.items().of("t.topics"), " j")
	case kg.StatementText:
		s.add("\nUNION ALL\nSELECT k.key, 0, t.summary, ''", from)
	default:
		s.add("\nUNION ALL\nSELECT k.key, 0, t.", m.column(field, kind), ", ''", from)
	}
}

// column returns the column of a field.
func (m *Matcher) column(field kg.TextField, kind kg.Code) string {
	if field.IsShared() {
		_, column, _ := sharedSource(field)
		return column
	}
	k, _ := m.search.registry.Kinds.ByCode(kind)
	for i := range k.Fields {
		if k.Fields[i].Searched == field {
			return snake(k.Fields[i].Name)
		}
	}
	panic("store: a kind without the field " + field.String())
}

// listOf returns the records of some results as an argument, at the places of the results, and 0 at others.
func (m *Matcher) listOf(s *sqlBuilder, is func(Found) bool) string {
	ids := make([]kg.ID, len(m.found))
	for i, f := range m.found {
		if is(f) {
			ids[i] = f.Record
		}
	}
	return s.arg(ids)
}

// Add compares a text with the best match so far. Of equal ones the first name or text matches best, else the first identifier.
// It returns the growth of the matcher, in bytes.
func (m *Matcher) Add(row *Row) int {
	index := row.Int(0)
	best, c := &m.best[index], textMatch{position: row.Int(1), text: row.Text(2)}
	switch scheme, field := row.Text(3), TextOf(m.found[index].Rank); {
	case field != kg.NoText:
		c.in = field.String()
		if field == kg.TopicText { // one of several
			c.fit = m.search.query.Fit(search.Keys(c.text))
		} else {
			c.text = search.Excerpt(c.text, m.search.text)
		}
	case scheme == "" && m.search.looksIn(kg.NameField):
		c.in, c.fit = kg.NameField, m.search.query.Fit(search.Keys(c.text))
	case scheme != "" && m.search.looksIn(kg.IdentifierField):
		c.in, c.fit = kg.IdentifierField, m.search.query.Fit(search.CodeKeys(scheme, c.text))
		c.text = scheme + ":" + c.text
	default:
		return 0
	}
	growth := len(c.text) - len(best.text)
	if better := c.fit.Compare(best.fit); best.in == "" || better > 0 || better == 0 && c.position < best.position {
		*best = c
		return growth
	}
	return 0
}

// Match returns the best match of a result, by its index.
func (m *Matcher) Match(index int) Match {
	best := &m.best[index]
	highlight := search.Highlight
	if best.in != kg.NameField && best.in != kg.IdentifierField {
		highlight = search.HighlightWords
	}
	return Match{In: best.in, Text: best.text, Highlight: highlight(best.text, m.search.text)}
}
