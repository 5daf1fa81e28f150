package search

import (
	"cmp"
	"slices"
	"strings"
)

// Fit rates how well one name or identifier matches a query, so that the best of several can be shown. The zero Fit is that of a name
// without any match.
type Fit struct {
	// phrase is larger the better the class of the phrase is; 0 if the phrase is not found.
	phrase int
	// begun, whole and typos count the words of the query that begin a word of the name, are one, or are a typo of one.
	begun, whole, typos int
	// rest is 1 if the name is the query without one word.
	rest int
}

// Fit rates how well a name or identifier with these keys matches the query.
func (q Query) Fit(keys []Key) Fit {
	var f Fit
	for _, k := range keys {
		if class, ok := Classify(q, k.Text, k.Start); ok {
			f.phrase = max(f.phrase, int(Typo-class))
		}
		if k.Start == Whole && slices.Contains(q.Rests, k.Text) {
			f.rest = 1
		}
	}
	for _, word := range q.Words {
		begun, whole, typos := 0, 0, 0
		for _, k := range keys {
			first, _, _ := strings.Cut(k.Text, " ")
			switch {
			case strings.HasPrefix(k.Text, word):
				begun = 1
				if rest := k.Text[len(word):]; rest == "" || rest[0] == ' ' {
					whole = 1
				}
			case isTypo(word, first):
				typos = 1
			}
		}
		f.begun, f.whole, f.typos = f.begun+begun, f.whole+whole, f.typos+typos
	}
	return f
}

// Compare is negative if f is worse than other, positive if it is better: by the class of the phrase, then the number of words begun,
// of whole words, of typos; then a name that is all words but one is better.
func (f Fit) Compare(other Fit) int {
	return cmp.Or(
		cmp.Compare(f.phrase, other.phrase), cmp.Compare(f.begun, other.begun),
		cmp.Compare(f.whole, other.whole), cmp.Compare(f.typos, other.typos),
		cmp.Compare(f.rest, other.rest))
}
