package search

import (
	"slices"

	"civicgraph/internal/search/han"
)

const (
	// MaxWords is the maximal number of words of a query. Further words are ignored.
	MaxWords = 8
	// maxQuery is the maximal length of a query, in characters as typed. The rest is ignored.
	maxQuery = 256
)

// Query is a parsed query. Its words are folded and no longer than a key.
type Query struct {
	// Phrase is the whole query.
	Phrase string
	// Squeezed is the whole query without spaces, as squeezed keys and pinyin are stored.
	Squeezed string
	// Words are the distinct words, at most MaxWords. A run of Han characters is one word.
	Words []string
}

// Parse parses a query. It is plain text: no operators, never a syntax error.
func Parse(text string) Query {
	count := 0
	for at := range text {
		if count == maxQuery {
			text = text[:at]
			break
		}
		count++
	}
	folded := Fold(text)
	q := Query{Phrase: cut(folded), Squeezed: cut(squeeze(folded))}
	for _, word := range wordsOf(folded) {
		if word = cut(word); len(q.Words) < MaxWords && !slices.Contains(q.Words, word) {
			q.Words = append(q.Words, word)
		}
	}
	return q
}

// IsEmpty reports whether the query has no letters and digits.
func (q Query) IsEmpty() bool { return q.Phrase == "" }

// wordsOf returns the words of a folded text, in order. They end at a space, and where Han characters begin or end.
func wordsOf(folded string) []string {
	var words []string
	start, before := 0, ' '
	for at, r := range folded {
		if before != ' ' && (r == ' ' || han.Is(r) != han.Is(before)) {
			words = append(words, folded[start:at])
			start = at
		}
		if before == ' ' {
			start = at
		}
		before = r
	}
	if start < len(folded) {
		words = append(words, folded[start:])
	}
	return words
}
