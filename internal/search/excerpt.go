package search

import (
	"html"
	"strings"
	"unicode/utf8"
)

const (
	// MaxExcerpt is the length of the longest excerpt, in characters.
	MaxExcerpt = 200
	// beforeMatch is the number of characters of an excerpt before its first match.
	beforeMatch = 60
	ellipsis    = "…"
)

// HighlightWords returns a text as HTML, with <em> around the beginnings of words that are terms of a query. If there are none, the whole
// text is emphasized; if the query is empty, nothing.
func HighlightWords(text, query string) string {
	terms := Terms(query)
	if len(terms) == 0 || text == "" {
		return html.EscapeString(text)
	}
	return emphasized(text, trace(text).terms(terms))
}

// Excerpt returns a text, or the part of a long one around the first term of a query, with an ellipsis where it is cut.
func Excerpt(text, query string) string {
	if len(text) <= MaxExcerpt || utf8.RuneCountInString(text) <= MaxExcerpt {
		return text
	}
	match := span{}
	for i, s := range trace(text).terms(Terms(query)) {
		if i == 0 || s.from < match.from {
			match = s
		}
	}
	runes := []rune(text)
	first := utf8.RuneCountInString(text[:match.from])
	behind := first + utf8.RuneCountInString(text[match.from:match.to])
	const length = MaxExcerpt - 2 // without an ellipsis at either end
	start := max(0, min(first-beforeMatch, len(runes)-length))
	end := min(len(runes), start+length)
	if start > 0 {
		if space := strings.IndexByte(string(runes[start:first]), ' '); space >= 0 {
			start += utf8.RuneCountInString(string(runes[start:first])[:space]) + 1
		}
	}
	if end < len(runes) && behind < end {
		if space := strings.LastIndexByte(string(runes[behind:end]), ' '); space >= 0 {
			end = behind + utf8.RuneCountInString(string(runes[behind:end])[:space])
		}
	}
	part := string(runes[start:end])
	if start > 0 {
		part = ellipsis + part
	}
	if end < len(runes) {
		part += ellipsis
	}
	return part
}

// terms returns where words of the text begin with terms; those of scripts without spaces are found anywhere.
func (t *traced) terms(terms []Term) []span {
	var spans []span
	for _, term := range terms {
		want := []rune(term.Text)
		for i := 0; i+len(want) <= len(t.all); i++ {
			if (term.Dense || t.startsRun(i)) && beginsWith(t.all[i:], want) {
				spans = append(spans, span{t.all[i].from, t.all[i+len(want)-1].to})
			}
		}
	}
	return spans
}

// startsRun reports whether a run of letters and digits of one sort begins with a character.
func (t *traced) startsRun(i int) bool {
	return i == 0 || t.all[i-1].char == ' ' || isDense(t.all[i-1].char) != isDense(t.all[i].char)
}
