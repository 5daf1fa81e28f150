package search

import (
	"strings"
	"unicode/utf8"
)

// Class rates how well a name matches a query. It can be computed from a row of search keys and the query alone. In the rules q is
// the phrase of the query or its squeezed phrase, whichever gives the better class, and begins(q) is
//
//	key >= q AND key < After(q)
//
// compared by bytes. q ends at the end of a word of the key, whole(q), if
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
// An entity without such a key is still found if, for every word w of the query, it has a key, of any name or identifier and with any
// start, with begins(w): `district baodi` finds Baodi District. It is of the class Words if every w has a key
// with begins(w) AND whole(w), else of the class Rest. For a query of one word this rule adds nothing, as its word is its phrase.
//
// If none of this finds anything, a word w may be replaced by its typos (Typos), which count only as whole words:
// key = s OR key >= s || ' ' AND key < s || '!'. These results are of the class Typo.
//
// One word of a query may be too many: Tianjin City, Baodi District. Behind all of the above, of the class Part, are the entities with
//
//	start = Whole AND key = r
//
// for a rest r: the squeezed query without one of its words, or a beginning or end of a single Chinese or Korean word (Query.Rests). If
// nothing else at all is found, this class has the entities with a key with begins(w) for all words w but one. Particles (of, the) do not
// count as words here, and a word of one or two letters counts only as a whole word. Of these entities, those without the word that most
// entities have come first: Wuqing Qu of Tianjin finds Wuqing before the districts of Tianjin.
//
// A run of Han characters or of their pinyin is one word: 武清 in 天津市武清区 is of the class Rest.
type Class uint8

// Classes, the best first.
const (
	// Exact means that the query is the whole name.
	Exact Class = 0
	// Prefix means that the name begins with the query.
	Prefix Class = 1
	// Words means that the query is a run of whole words later in the name, or that each of its words is a whole word of it.
	Words Class = 2
	// Rest means that a later word begins with the query, or words begin with each of its words.
	Rest Class = 3
	// Typo means that one letter of a word is wrong.
	Typo Class = 4
	// Part means that one word of the query is missing.
	Part Class = 5
)

// Classify returns the class of a key that begins with the phrase of the query or with its squeezed phrase. It returns false if the
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

// After returns the least string greater than every string that begins with prefix, compared by bytes: the end of the range of keys
// that begins at prefix. It is empty if there is none, as for a prefix of U+10FFFF only. Both are valid UTF-8.
func After(prefix string) string {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch last {
		case utf8.MaxRune:
		case 0xD7FF:
			return prefix + "\uE000" // surrogates between are not characters
		default:
			return prefix + string(last+1)
		}
	}
	return ""
}
