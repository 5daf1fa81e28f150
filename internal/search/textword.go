package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"civicgraph/internal/search/han"
)

const (
	// longestWord is the length of the longest word of the text index, in characters. Of a longer word, the index has overlapping
	// pieces of this length, one at every pieceStep characters.
	longestWord = 16
	pieceStep   = longestWord / 2
	// longestPart is the length of the longest part of a word that is certain to lie within one piece.
	longestPart = longestWord - pieceStep + 1
	// maxTerms bounds the terms of a query of texts.
	maxTerms = 16
)

// TextWords returns the words of a text in the text index, each once, sorted: runs of letters and digits, folded, and in scripts that are
// written without spaces, pairs of adjacent characters.
//
// Every character is folded on its own, so that a part of a text has the words of the whole, except where it is cut.
func TextWords(text string) []string {
	var words []string
	for _, r := range textRuns(text) {
		switch {
		case r.dense:
			words = append(words, pairs(r.text)...)
			_, last := utf8.DecodeLastRuneInString(r.text)
			words = append(words, r.text[len(r.text)-last:])
		default:
			words = append(words, pieces(r.text)...)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// WordEnds returns the ends of a word of the text index from each character on, the word itself first. A pair of characters has none
// but itself: its second one begins a word of its own.
func WordEnds(word string) []string {
	ends := []string{word}
	if first, _ := utf8.DecodeRuneInString(word); isDense(first) {
		return ends
	}
	for at := range word {
		if at > 0 {
			ends = append(ends, word[at:])
		}
	}
	return ends
}

// WordPart is a part of a word that texts are looked for by: Text is an end of the word if it is exact, else the beginning of one.
type WordPart struct {
	Text  string
	Exact bool
}

// Parts returns what the words of every text that contains the pattern, whatever its case, have in common: each part is one of a word.
// There are none if the pattern has neither letters nor digits.
func Parts(pattern string) []WordPart {
	var parts []WordPart
	for _, r := range textRuns(pattern) {
		length := utf8.RuneCountInString(r.text)
		switch {
		case r.dense && length == 1:
			parts = append(parts, WordPart{Text: r.text})
		case r.dense:
			for _, pair := range pairs(r.text) {
				parts = append(parts, WordPart{Text: pair, Exact: true})
			}
		case r.cutBefore: // the word may be long, and the part anywhere in it
			parts = append(parts, WordPart{Text: firstRunes(r.text, longestPart)})
		default:
			parts = append(parts, WordPart{Text: firstRunes(r.text, longestWord), Exact: !r.cutBehind || length >= longestWord})
		}
	}
	return parts
}

// Term is a word of a query of texts. A text is found if, for every term, one of its words is the term, or begins with it if the term
// is not exact.
type Term struct {
	Text  string
	Exact bool
	// Dense means that the term is of a script without spaces, so that it is never known to be a whole word.
	Dense bool
}

// Terms returns the terms of a query of texts, each once.
func Terms(query string) []Term {
	var terms []Term
	add := func(t Term) {
		if len(terms) < maxTerms && !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	for _, r := range textRuns(firstRunes(query, maxQuery)) {
		switch {
		case !r.dense:
			add(Term{Text: firstRunes(r.text, longestWord)})
		case utf8.RuneCountInString(r.text) == 1:
			add(Term{Text: r.text, Dense: true})
		default:
			for _, pair := range pairs(r.text) {
				add(Term{Text: pair, Exact: true, Dense: true})
			}
		}
	}
	return terms
}

// textRun is a run of folded letters and digits of one sort: dense if their script is written without spaces.
type textRun struct {
	text  string
	dense bool
	// cutBefore and cutBehind mean that the run may be part of a longer one in a text around this one.
	cutBefore, cutBehind bool
}

// textRuns returns the runs of a text in order.
func textRuns(text string) []textRun {
	text = strings.ToLower(text)
	folded := make([]byte, 0, len(text))
	var runs []textRun
	start, dense, atStart := 0, false, true
	end := func(isCut bool) {
		if start < len(folded) {
			runs = append(runs, textRun{text: string(folded[start:]), dense: dense, cutBefore: atStart, cutBehind: isCut})
			start, atStart = len(folded), false
		}
	}
	add := func(r rune) {
		if isDense(r) != dense && start < len(folded) {
			end(false)
		}
		if start == len(folded) {
			dense = isDense(r)
		}
		folded = utf8.AppendRune(folded, r)
	}
	separate := func() {
		end(false)
		atStart = false
	}
	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			add(r)
		case r < utf8.RuneSelf:
			separate()
		default:
			letters := foldRune(r)
			if letters == "" && !isIgnored(r) && !unicode.Is(unicode.M, r) {
				separate()
			}
			for _, letter := range letters {
				if letter == ' ' {
					separate()
				} else {
					add(letter)
				}
			}
		}
	}
	end(true)
	return runs
}

// foldRune folds one character on its own.
func foldRune(r rune) string { return Fold(string(r)) }

// isDense reports whether a letter is of a script that is written without spaces between words.
func isDense(r rune) bool {
	return r >= 0x0E00 && (han.IsPlain(r) || r == 'ー' ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar))
}

// pairs returns the pairs of adjacent characters of a text.
func pairs(text string) []string {
	var all []string
	before := -1
	for at, r := range text {
		if before >= 0 {
			all = append(all, text[before:at+utf8.RuneLen(r)])
		}
		before = at
	}
	return all
}

// pieces returns a word, or the pieces of a long one.
func pieces(word string) []string {
	runes := []rune(word)
	if len(runes) <= longestWord {
		return []string{word}
	}
	var all []string
	for at := 0; ; at += pieceStep {
		if at+longestWord >= len(runes) {
			return append(all, string(runes[at:]))
		}
		all = append(all, string(runes[at:at+longestWord]))
	}
}

// firstRunes returns the beginning of a text, at most n characters.
func firstRunes(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at]
		}
		n--
	}
	return text
}
