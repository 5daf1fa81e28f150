package oracle

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// found says by what a search found its result.
type found struct {
	class, links int
	// common is the number of entities with the words that match, added up, if one word of the query is missing.
	common int
	// record is what matches, matchedIn the index of the field in searchFields.
	record    any
	matchedIn int
	matchedOn string
}

// Markup represents a string of the endpoint's answer as HTML with parts of it emphasized. The tests of the highlighter
// check which parts.
type Markup string

var emphasis = regexp.MustCompile(`<em>([^<]+)</em>`)

// fits reports whether a value is the string with at least one part of it emphasized.
func (m Markup) fits(value any) bool {
	text, _ := value.(string)
	return emphasis.MatchString(text) && emphasis.ReplaceAllString(text, "$1") == html.EscapeString(string(m))
}

// MarshalText emphasizes the whole string.
func (m Markup) MarshalText() ([]byte, error) {
	return []byte("<em>" + html.EscapeString(string(m)) + "</em>"), nil
}

func (f *found) field(name string) any {
	switch name {
	case "record":
		return f.record
	case "matchedIn":
		return searchFields[f.matchedIn]
	case "matchedOn":
		return f.matchedOn
	case "highlight":
		return Markup(f.matchedOn)
	case "score":
		return []float64{1, 0.8, 0.6, 0.4, 0.2, 0.1, 0.35, 0.3, 0.25}[f.class]
	}
	return unknownField{}
}

// searchRequest is what a search asks for.
type searchRequest struct {
	query string
	// kinds and fields limit the search, unless they are nil.
	kinds, fields []any
	day           string
}

// asksFor reports whether the search looks in a field.
func (s searchRequest) asksFor(field string) bool {
	return s.fields == nil || slices.Contains(s.fields, any(field))
}

// isAbout reports whether results about an entity, or about none, are asked for.
func (s searchRequest) isAbout(node *entity) bool {
	return s.kinds == nil || node != nil && slices.Contains(s.kinds, any(recordKind(node.kind.Name)))
}

// search returns the results of a search, best first.
func (o *Oracle) search(s searchRequest) []edge {
	q := foldedName(s.query)
	if q == "" {
		return nil
	}
	names := map[*entity][]calledName{}
	for _, t := range o.entities {
		if t.kind.IsEntity() && s.isAbout(t) {
			names[t] = t.namesIn(s)
		}
	}
	edges := append(o.searchNames(s, q, names), o.searchTexts(s)...)
	if len(edges) == 0 {
		edges = searchWith(s, q, names, func(called []calledName) (int, int, bool) {
			class, ok := classOf(q, called, true)
			return class, 0, ok
		})
	}
	if len(edges) == 0 {
		common := commonWords(q, names)
		edges = searchWith(s, q, names, func(called []calledName) (int, int, bool) {
			common, ok := partOf(q, called, common)
			return partClass, common, ok
		})
	}
	slices.SortFunc(edges, func(a, b edge) int {
		byField := 0
		if isTextClass(a.found.class) {
			byField = a.found.matchedIn - b.found.matchedIn
		}
		return cmp.Or(cmp.Compare(b.found.field("score").(float64), a.found.field("score").(float64)), a.found.common-b.found.common,
			b.found.links-a.found.links, byField, int(a.id-b.id))
	})
	known := map[kg.ID]bool{} // each record is one result
	return slices.DeleteFunc(edges, func(e edge) bool {
		before := known[e.id]
		known[e.id] = true
		return before
	})
}

// searchNames returns the entities whose names or identifiers match, all words or all but one.
func (o *Oracle) searchNames(s searchRequest, q string, names map[*entity][]calledName) []edge {
	return searchWith(s, q, names, func(called []calledName) (int, int, bool) {
		class, ok := classOf(q, called, false)
		if !ok && isRest(q, called) {
			return partClass, 0, true
		}
		return class, 0, ok
	})
}

// searchWith returns the entities whose names and identifiers match.
func searchWith(s searchRequest, q string, names map[*entity][]calledName, match func([]calledName) (class, common int, ok bool)) []edge {
	var edges []edge
	for t, called := range names {
		class, common, ok := match(called)
		if !ok {
			continue
		}
		f := &found{class: class, common: common, links: len(t.links), record: t, matchedOn: bestOf(q, called)}
		if !slices.ContainsFunc(t.record.Names, func(n kg.Name) bool { return n.Text == f.matchedOn }) || !s.asksFor("NAME") {
			f.matchedIn = 1
		}
		edges = append(edges, edge{node: t, id: t.id, found: f})
	}
	return edges
}

// namesIn returns the names and identifiers that a search looks in.
func (t *entity) namesIn(s searchRequest) []calledName {
	var called []calledName
	for i, c := range t.searchableNames() {
		if field := searchFields[min(1, i/max(1, len(t.record.Names)))]; s.asksFor(field) {
			called = append(called, c)
		}
	}
	return called
}

// calledName is one name or identifier of an entity with its search keys.
type calledName struct {
	text string
	keys []key
}

// key is a search key of a name; whole if it starts where the name does.
type key struct {
	text  string
	whole bool
}

func (t *entity) searchableNames() []calledName {
	var all []calledName
	for _, n := range t.record.Names {
		all = append(all, calledName{n.Text, nameKeys(n.Text)})
	}
	for _, i := range t.record.Identifiers {
		value, scheme := foldedName(i.Value), foldedName(i.Scheme)
		keys := []key{{cutKey(value), true}, {cutKey(strings.ReplaceAll(value, " ", "")), true}, {cutKey(scheme + " " + value), true}}
		all = append(all, calledName{i.Scheme + ":" + i.Value, keys})
	}
	return all
}

// nameKeys returns the rest of a name from each word and each Han character on, the name without spaces, and its pinyin.
func nameKeys(text string) []key {
	runes := []rune(foldedName(text))
	var keys []key
	for i, r := range runes {
		if r != ' ' && (i == 0 || runes[i-1] == ' ' || isHan(r) || isHan(runes[i-1])) {
			keys = append(keys, key{cutKey(string(runes[i:])), i == 0})
		}
	}
	solid := []rune(strings.ReplaceAll(string(runes), " ", ""))
	keys = append(keys, key{cutKey(string(solid)), true})
	if !slices.ContainsFunc(solid, isHan) {
		return keys
	}
	for i, r := range solid {
		if i > 0 && !isHan(r) {
			continue
		}
		var spelt strings.Builder
		for _, r := range solid[i:] {
			if sound, known := sounds[r]; known {
				spelt.WriteString(sound)
			} else {
				spelt.WriteRune(r)
			}
		}
		keys = append(keys, key{cutKey(spelt.String()), i == 0})
	}
	return keys
}

// classOf returns how well an entity matches: by its phrase, or else by its words; with typos, only by words.
func classOf(q string, called []calledName, allowsTypos bool) (int, bool) {
	var keys []key
	for _, c := range called {
		keys = append(keys, c.keys...)
	}
	best := 9
	for _, k := range keys {
		for _, phrase := range []string{cutKey(q), cutKey(strings.ReplaceAll(q, " ", ""))} {
			if class, ok := phraseClass(phrase, k); ok && class < best {
				best = class
			}
		}
	}
	if best < 9 && !allowsTypos {
		return best, true
	}
	allWhole := true
	for _, word := range wordsOf(q) {
		begun, whole := false, false
		for _, k := range keys {
			begun = begun || strings.HasPrefix(k.text, word) || allowsTypos && isTypo(word, firstWord(k.text), true)
			whole = whole || strings.HasPrefix(k.text+" ", word+" ")
		}
		if !begun {
			return 0, false
		}
		allWhole = allWhole && whole
	}
	switch {
	case allowsTypos:
		return 4, true
	case allWhole:
		return 2, true
	}
	return 3, true
}

func phraseClass(phrase string, k key) (int, bool) {
	switch {
	case !strings.HasPrefix(k.text, phrase):
		return 0, false
	case k.whole && k.text == phrase:
		return 0, true
	case k.whole:
		return 1, true
	case strings.HasPrefix(k.text+" ", phrase+" "):
		return 2, true
	}
	return 3, true
}

// bestOf returns the name or identifier with the best match of its own: by its phrase, then by the number of words that
// begin it, are in it, or are typos of it.
func bestOf(q string, called []calledName) string {
	text, best := "", []int{-1}
	for _, c := range called {
		fit := []int{0, 0, 0, 0, 0}
		if class, ok := classOfPhrase(q, c.keys); ok {
			fit[0] = 4 - class
		}
		for _, word := range wordsOf(q) {
			counted := [3]bool{}
			for _, k := range c.keys {
				isBegun := strings.HasPrefix(k.text, word)
				counted[0] = counted[0] || isBegun
				counted[1] = counted[1] || strings.HasPrefix(k.text+" ", word+" ")
				counted[2] = counted[2] || !isBegun && isTypo(word, firstWord(k.text), false)
			}
			for i, is := range counted {
				if is {
					fit[i+1]++
				}
			}
		}
		if isRestOf(q, c.keys) {
			fit[4] = 1
		}
		if slices.Compare(fit, best) > 0 {
			text, best = c.text, fit
		}
	}
	return text
}

func classOfPhrase(q string, keys []key) (best int, ok bool) {
	for _, k := range keys {
		for _, phrase := range []string{cutKey(q), cutKey(strings.ReplaceAll(q, " ", ""))} {
			if class, fits := phraseClass(phrase, k); fits && (!ok || class < best) {
				best, ok = class, true
			}
		}
	}
	return best, ok
}

// searchEdges returns the edges of the field search.
func (o *Oracle) searchEdges(arguments map[string]any) []edge {
	kinds, _ := arguments["kinds"].([]any)
	fields, _ := arguments["in"].([]any)
	day, _ := arguments["asOf"].(string)
	return o.search(searchRequest{query: fmt.Sprint(arguments["query"]), kinds: kinds, fields: fields, day: day})
}

// isEntityID reports whether an id can be one of an entity.
func (o *Oracle) isEntityID(id kg.ID) bool {
	kind, known := o.kinds.ByCode(id.Code())
	return known && kind.IsEntity()
}

// entityID returns the global id of an entity, rarely of no record.
func (w *writer) entityID() string {
	for {
		if t := pick(w.rand, w.oracle.entities...); t.kind.IsEntity() {
			if w.chance(4) {
				return kg.NewID(t.kind.Code, 1_000_000).Global()
			}
			return t.id.Global()
		}
	}
}
