package search

import (
	"cmp"
	"html"
	"slices"
	"strings"

	"civicgraph/internal/search/han"
)

// Highlight returns the text as HTML, with <em> around the matches of the query: its phrase, its squeezed phrase, the Han characters
// whose pinyin it is, else each of its words in one of these forms or as a typo. If there is no match, the whole text is emphasized; if
// the query is empty, nothing. Letters keep their marks.
func Highlight(text, query string) string {
	q := Parse(query)
	if q.IsEmpty() || text == "" {
		return html.EscapeString(text)
	}
	t := trace(text)
	spans := t.phrase(q)
	if len(spans) == 0 {
		for _, word := range q.Words {
			spans = append(spans, t.word(word)...)
		}
	}
	return emphasized(text, spans)
}

// emphasized returns a text as HTML with parts of it emphasized, or all of it if there are none.
func emphasized(text string, spans []span) string {
	if len(spans) == 0 {
		spans = []span{{0, len(text)}}
	}
	var b strings.Builder
	end := 0
	for _, s := range merged(spans) {
		b.WriteString(html.EscapeString(text[end:s.from]))
		b.WriteString("<em>")
		b.WriteString(html.EscapeString(text[s.from:s.to]))
		b.WriteString("</em>")
		end = s.to
	}
	b.WriteString(html.EscapeString(text[end:]))
	return b.String()
}

// phrase returns the matches of the whole query, by the same rules as keys.
func (t *traced) phrase(q Query) []span {
	if spans := occurrences(t.all, q.Phrase); len(spans) > 0 {
		return spans
	}
	if spans := occurrences(t.solid, q.Squeezed); len(spans) > 0 {
		return spans
	}
	return t.spelt(q.Squeezed)
}

// word returns the matches of one word of the query.
func (t *traced) word(word string) []span {
	if spans := occurrences(t.all, word); len(spans) > 0 {
		return spans
	}
	if spans := t.spelt(word); len(spans) > 0 {
		return spans
	}
	return t.misspelt(word)
}

// occurrences returns where words of the text begin with want.
func occurrences(text []letter, want string) []span {
	runes := []rune(want)
	var spans []span
	for i := 0; i+len(runes) <= len(text); i++ {
		if text[i].starts && beginsWith(text[i:], runes) {
			last := i + len(runes) - 1
			spans = append(spans, span{text[i].from, text[last].to})
			i = last
		}
	}
	return spans
}

func beginsWith(text []letter, want []rune) bool {
	for i, r := range want {
		if text[i].char != r {
			return false
		}
	}
	return true
}

// spelt returns where the pinyin of a run of Han characters begins with want.
func (t *traced) spelt(want string) []span {
	var spans []span
	for i := 0; i < len(t.sounds); i++ {
		if t.sounds[i].Readings == nil && i > 0 {
			continue
		}
		if end := spelling(t.sounds, i, want); end > i {
			spans = append(spans, span{t.solid[i].from, t.solid[end-1].to})
			i = end - 1
		}
	}
	return spans
}

// spelling returns the end of the sounds from i on whose pinyin is want, which may spell the last one in part. It is -1 if there are
// none.
func spelling(sounds []han.Sound, i int, want string) int {
	if want == "" {
		return i
	}
	if i == len(sounds) {
		return -1
	}
	readings := sounds[i].Readings
	if readings == nil {
		readings = []string{string(sounds[i].Char)}
	}
	for _, reading := range readings {
		if strings.HasPrefix(reading, want) {
			return i + 1
		}
		if rest, ok := strings.CutPrefix(want, reading); ok {
			if end := spelling(sounds, i+1, rest); end > 0 {
				return end
			}
		}
	}
	return -1
}

// misspelt returns the words of the text of which want is a typo.
func (t *traced) misspelt(want string) []span {
	if !mayHaveTypo(want) {
		return nil
	}
	var spans []span
	for i := 0; i < len(t.all); i++ {
		if !t.all[i].starts {
			continue
		}
		var word strings.Builder
		end := i
		for ; end < len(t.all) && t.all[end].char != ' ' && (end == i || !t.all[end].starts); end++ {
			word.WriteRune(t.all[end].char)
		}
		if isTypo(want, word.String()) {
			spans = append(spans, span{t.all[i].from, t.all[end-1].to})
		}
		i = end - 1
	}
	return spans
}

// merged returns the spans in order, with those that touch joined.
func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	result := spans[:1]
	for _, s := range spans[1:] {
		if last := &result[len(result)-1]; s.from <= last.to {
			last.to = max(last.to, s.to)
		} else {
			result = append(result, s)
		}
	}
	return result
}
