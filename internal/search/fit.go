package search

import (
	"cmp"
	"strings"
)

// Fit says how well one name or identifier fits a query by itself, so that of several the best can be shown. The zero Fit
// is that of a name that nothing of the query is found in.
type Fit struct {
	// phrase is one more the better the class of the phrase is; 0 where the phrase is not found.
	phrase int
	// begun, whole and slipped count the words of the query that begin a word of it, are one, or are a slip of one.
	begun, whole, slipped int
}

// Fit tells how well a name or identifier with these keys fits the query.
func (q Query) Fit(keys []Key) Fit {
	var f Fit
	for _, k := range keys {
		if class, ok := Classify(q, k.Text, k.Start); ok {
			f.phrase = max(f.phrase, int(Typo-class))
		}
	}
	for _, word := range q.Words {
		begun, whole, slipped := 0, 0, 0
		for _, k := range keys {
			first, _, _ := strings.Cut(k.Text, " ")
			switch {
			case strings.HasPrefix(k.Text, word):
				begun = 1
				if rest := k.Text[len(word):]; rest == "" || rest[0] == ' ' {
					whole = 1
				}
			case isTypo(word, first):
				slipped = 1
			}
		}
		f.begun, f.whole, f.slipped = f.begun+begun, f.whole+whole, f.slipped+slipped
	}
	return f
}

// Compare is negative where f is the worse fit, positive where it is the better one: the better class of the phrase, else
// more words begun, more whole ones, more slips.
func (f Fit) Compare(other Fit) int {
	return cmp.Or(
		cmp.Compare(f.phrase, other.phrase), cmp.Compare(f.begun, other.begun),
		cmp.Compare(f.whole, other.whole), cmp.Compare(f.slipped, other.slipped))
}
