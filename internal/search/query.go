package search

import "slices"

const (
	// MaxWords is how many words of a query must be found; those behind are not asked for.
	MaxWords = 8
	// maxQuery is how much of a query is read at all, in characters as they were typed.
	maxQuery = 256
)

// Query is what a caller looks for. Its texts are folded and no longer than a key.
type Query struct {
	// Phrase is all of it.
	Phrase string
	// Squeezed is all of it without spaces, as squeezed keys and pinyin are stored.
	Squeezed string
	// Words are its words, each once, MaxWords at most. A run of Han characters is one word.
	Words []string
}

// Parse reads a query. It is plain text: nothing in it is an operator, and nothing is a mistake.
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

// Empty reports whether there is nothing to look for.
func (q Query) IsEmpty() bool { return q.Phrase == "" }

// wordsOf are the words of a folded text, in order. They end at a space, and where Han characters begin or end.
func wordsOf(folded string) []string {
	var words []string
	start, before := 0, ' '
	for at, r := range folded {
		if before != ' ' && (r == ' ' || isHan(r) != isHan(before)) {
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
