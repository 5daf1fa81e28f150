package oracle

import (
	"slices"
	"strings"
	"unicode"

	"civicgraph/internal/kg"
)

// searchFields are the fields that a search looks in, in the order in which equal results come.
var searchFields = []string{ //nolint:gochecknoglobals // read only
	"NAME", "IDENTIFIER", "ROLE", "TITLE", "PUBLISHER", "LABEL", "MEASURE", "SUMMARY", "TOPIC", "STATEMENT",
}

// Classes of results that a text finds.
const (
	wholeText = iota + partClass + 1
	wordsOfText
	beginningsInText
)

func isTextClass(class int) bool { return class >= wholeText }

// textOfRecord is a text of a record that a search looks in.
type textOfRecord struct {
	field  string
	record any
	id     kg.ID
	node   *entity
	// texts are one text, or several topics, which are searched together.
	texts []string
}

// allTexts returns all texts of all records.
func (o *Oracle) allTexts() []textOfRecord {
	var all []textOfRecord
	for _, t := range o.entities {
		text := func(field string) []string {
			value, _ := t.record.Values[field].(string)
			return []string{value}
		}
		if t.kind.Name == "source" {
			all = append(all, textOfRecord{"TITLE", t, t.id, nil, text("title")}, textOfRecord{"PUBLISHER", t, t.id, nil, text("publisher")})
		} else {
			all = append(all, textOfRecord{"SUMMARY", t, t.id, t, text("summary")})
		}
	}
	for _, l := range o.links {
		all = append(all, textOfRecord{"ROLE", l, l.id, l.from, []string{l.record.Role}})
	}
	for _, f := range o.figures {
		first := f.subjects[0]
		all = append(all, textOfRecord{"LABEL", f, f.id, first, []string{f.record.Label}}, textOfRecord{"MEASURE", f, f.id, first, []string{f.record.Measure}})
	}
	for _, s := range o.statements {
		about := s.speaker
		if about == nil && len(s.about) > 0 {
			about = s.about[0]
		}
		all = append(all, textOfRecord{"TOPIC", s, s.id, about, s.record.Topics}, textOfRecord{"STATEMENT", s, s.id, about, []string{s.record.Summary}})
	}
	return all
}

// searchTexts returns the records with a text that matches, each with its best one.
func (o *Oracle) searchTexts(s searchRequest) []edge {
	terms := textTerms(s.query)
	best := map[kg.ID]edge{}
	for _, t := range o.allTexts() {
		if l, isLink := t.record.(*link); isLink && s.day != "" && holds(l.record.Period, s.day) == "NO" {
			continue
		}
		class, ok := classOfText(s.query, terms, t)
		if !ok || !s.asksFor(t.field) || !s.isAbout(t.node) {
			continue
		}
		f := &found{class: class, record: t.record, matchedIn: slices.Index(searchFields, t.field), matchedOn: t.texts[0]}
		if t.field == "TOPIC" {
			var called []calledName
			for _, topic := range t.texts {
				called = append(called, calledName{topic, nameKeys(topic)})
			}
			f.matchedOn = bestOf(foldedName(s.query), called)
		}
		known, isKnown := best[t.id]
		if isKnown && (known.found.class < class || known.found.class == class && known.found.matchedIn < f.matchedIn) {
			continue
		}
		e := edge{id: t.id, found: f}
		if t.node != nil {
			e.node = t.node
		}
		best[t.id] = e
	}
	var edges []edge
	for _, e := range best {
		edges = append(edges, e)
	}
	return edges
}

// classOfText returns how well a text matches: it must have a word for every term.
func classOfText(query string, terms []string, t textOfRecord) (int, bool) {
	words := textRunsOf(strings.Join(t.texts, "\n"))
	allWhole := true
	for _, term := range terms {
		has, isWhole := false, false
		for _, word := range words {
			if isDenseText(term) {
				has = has || strings.Contains(word, term)
				continue
			}
			for _, piece := range piecesOf(word) {
				has = has || strings.HasPrefix(piece, term)
				isWhole = isWhole || piece == term
			}
		}
		if !has {
			return 0, false
		}
		allWhole = allWhole && isWhole
	}
	isShort := slices.Contains([]string{"ROLE", "TITLE", "PUBLISHER", "LABEL", "MEASURE"}, t.field)
	switch {
	case len(terms) == 0:
		return 0, false
	case isShort && foldedName(t.texts[0]) == foldedName(query):
		return wholeText, true
	case allWhole:
		return wordsOfText, true
	}
	return beginningsInText, true
}

// textTerms returns the words of a query, and of runs of a script without spaces every two neighbours.
func textTerms(query string) []string {
	if runes := []rune(query); len(runes) > 256 {
		query = string(runes[:256])
	}
	var terms []string
	add := func(term string) {
		if len(terms) < 16 && !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	for _, run := range textRunsOf(query) {
		runes := []rune(run)
		if !isDenseText(run) {
			add(string(runes[:min(len(runes), 16)]))
			continue
		}
		for i := range max(1, len(runes)-1) {
			add(string(runes[i:min(len(runes), i+2)]))
		}
	}
	return terms
}

// textRunsOf returns the runs of letters and digits of a text. A run of a script without spaces ends where other letters begin.
func textRunsOf(text string) []string {
	var spaced strings.Builder
	before := ' '
	for _, r := range strings.ToLower(text) {
		folded := foldedName(string(r))
		if folded == "" && !unicode.In(r, unicode.M, unicode.Cf) {
			folded = " "
		}
		for _, letter := range folded {
			if before != ' ' && letter != ' ' && isDenseText(string(before)) != isDenseText(string(letter)) {
				spaced.WriteByte(' ')
			}
			spaced.WriteRune(letter)
			before = letter
		}
	}
	return strings.Fields(spaced.String())
}

// piecesOf returns a word, or the overlapping pieces by which a long one is indexed.
func piecesOf(word string) []string {
	runes := []rune(word)
	var pieces []string
	for at := 0; ; at += 8 {
		pieces = append(pieces, string(runes[at:min(len(runes), at+16)]))
		if at+16 >= len(runes) {
			return pieces
		}
	}
}

// isDenseText reports whether a run is of a script that is written without spaces.
func isDenseText(run string) bool {
	first := []rune(run)[0]
	return first == 'ー' || unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// partOfText returns words of a text of a record.
func (w *writer) partOfText() string {
	t := pick(w.rand, w.oracle.allTexts()...)
	if len(t.texts) == 0 {
		return "mayor"
	}
	words := strings.Fields(pick(w.rand, t.texts...))
	if len(words) == 0 {
		return "party sec"
	}
	from := w.rand.IntN(len(words))
	words = words[from : from+1+w.rand.IntN(min(3, len(words)-from))]
	text := strings.Join(words, " ")
	if w.chance(30) {
		runes := []rune(text)
		text = string(runes[:1+w.rand.IntN(len(runes))])
	}
	return text
}
