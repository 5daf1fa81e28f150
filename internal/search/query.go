package search

import (
	"slices"
	"strings"

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
	// Rests are the query without one of its words each, squeezed: none for a query of more than MaxWords. Those of a single word are its
	// beginnings and ends of at least two characters, if it is Chinese or Korean: 天津 and 津市 of 天津市.
	Rests []string
}

// Parse parses a query. It is plain text: no operators, never a syntax error.
func Parse(text string) Query {
	folded := Fold(firstRunes(text, maxQuery))
	q := Query{Phrase: cut(folded), Squeezed: cut(squeeze(folded))}
	words := wordsOf(folded)
	q.Rests = restsOf(words)
	for _, word := range words {
		if word = cut(word); len(q.Words) < MaxWords && !slices.Contains(q.Words, word) {
			q.Words = append(q.Words, word)
		}
	}
	return q
}

// IsEmpty reports whether the query has no letters and digits.
func (q Query) IsEmpty() bool { return q.Phrase == "" }

// Essential returns the words without particles.
func (q Query) Essential() []string {
	return slices.DeleteFunc(slices.Clone(q.Words), func(word string) bool { return slices.Contains(particles, word) })
}

// particles are the words that names in European languages have between others and queries often add or omit.
//
//nolint:gochecknoglobals // read only
var particles = []string{
	"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "s", // English
	"d", "de", "des", "du", "et", "l", "la", "le", "les", // French
	"da", "das", "del", "do", "dos", "e", "el", "las", "los", "y", // Portuguese and Spanish
	"dell", "della", "di", // Italian
	"dem", "den", "der", "die", "und", "von", // German
	"het", "van", // Dutch
}

// restsOf returns the squeezed text without each of its words; of a single one its ends.
func restsOf(words []string) []string {
	switch {
	case len(words) == 1:
		return endsOf(words[0])
	case len(words) == 0 || len(words) > MaxWords:
		return nil
	}
	var rests []string
	for i := range words {
		rest := cut(strings.Join(slices.Concat(words[:i], words[i+1:]), ""))
		if !slices.Contains(rests, rest) {
			rests = append(rests, rest)
		}
	}
	return rests
}

// maxEnds is the length of the longest word that has ends, in characters.
const maxEnds = 16

// endsOf returns the beginnings and ends of a word that may have several words in it without spaces: one of Han characters or Korean
// syllables. They have at least two characters and lack at least one.
func endsOf(word string) []string {
	var starts []int
	for at, r := range word {
		switch {
		case han.Is(r) || firstInitial <= r && r < firstVowel:
			starts = append(starts, at)
		case at == 0 || r < firstVowel || r > lastFinal:
			return nil
		}
	}
	if len(starts) > maxEnds {
		return nil
	}
	var ends []string
	for i := 2; i < len(starts); i++ {
		ends = append(ends, cut(word[:starts[i]]), cut(word[starts[i-1]:]))
	}
	return ends
}

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

// IsShort reports whether a word is the beginning of too many others, so that it must match whole: it has one or two letters and no Han
// character.
func IsShort(word string) bool {
	count := 0
	for _, r := range word {
		if han.Is(r) {
			return false
		}
		count++
	}
	return count < 3
}
