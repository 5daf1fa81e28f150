package search

import (
	"strings"
	"unicode/utf8"
)

// Class says how well a name fits a query. It can be computed from a row of search keys and the query alone. In the rules q is
// the phrase of the query or its squeezed phrase, whichever gives the better class, and begins(q) is
//
//	key >= q AND key < After(q)
//
// compared by bytes. A key ends a word behind q, whole(q), if
//
//	key = q OR substr(key, length(q) + 1, 1) = ' '
//
// The class of an entity is the best one of its keys:
//
//	Exact   start = Whole AND key = q
//	Prefix  start = Whole AND begins(q)
//	Words   start = Word  AND begins(q) AND whole(q)
//	Rest    start = Word  AND begins(q)
//
// An entity that none of these reaches is still found if, for every word w of the query, it has a key, of whichever name or
// identifier and start, with begins(w): `district baodi` finds Baodi District. It is of the class Words if every w has a key
// with begins(w) AND whole(w), else of the class Rest. A query of one word gains nothing by that rule, as its word is its phrase.
//
// Where all of that finds nothing, a word w may be replaced by its slips (Slips), which count only as whole words:
// key = s OR key >= s || ' ' AND key < s || '!'. What that finds is of the class Slip.
//
// A run of Han characters or of their pinyin has no ends of words within: 武清 in 天津市武清区 is of the class Rest.
type Class uint8

// The classes, the best first.
const (
	// Exact means that the query is the whole name.
	Exact Class = 0
	// Prefix means that the name begins with the query.
	Prefix Class = 1
	// Words means that the query is a run of whole words further on in the name, or that each of its words is a whole one.
	Words Class = 2
	// Rest means that a later word begins with the query, or words begin with each of its words.
	Rest Class = 3
	// Slip means that one letter of a word is wrong.
	Typo Class = 4
)

// Classify is the class of a key that begins with the phrase of the query or with its squeezed phrase. It reports false if the
// key begins with neither, or the query is empty.
func Classify(q Query, key string, start Start) (Class, bool) {
	if q.IsEmpty() {
		return 0, false
	}
	class, ok := classify(q.Phrase, key, start)
	if squeezed, fits := classify(q.Squeezed, key, start); fits && (!ok || squeezed < class) {
		return squeezed, true
	}
	return class, ok
}

func classify(phrase, key string, start Start) (Class, bool) {
	rest, ok := strings.CutPrefix(key, phrase)
	switch {
	case !ok:
		return 0, false
	case start == Whole && rest == "":
		return Exact, true
	case start == Whole:
		return Prefix, true
	case rest == "" || rest[0] == ' ':
		return Words, true
	}
	return Rest, true
}

// After is the least text greater than every text that begins with prefix, compared by bytes: the end of the range of keys
// that begins at prefix. It is empty if there is none, which takes a prefix of nothing but U+10FFFF. Both are valid UTF-8.
func After(prefix string) string {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch last {
		case utf8.MaxRune:
		case 0xD7FF:
			return prefix + "\uE000" // the surrogates between are no characters
		default:
			return prefix + string(last+1)
		}
	}
	return ""
}
