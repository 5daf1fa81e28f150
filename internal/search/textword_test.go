package search_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/search"
)

func TestTextWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"The mayor's office, 2023.":          "2023 mayor office s the",
		"Café CAFÉ cafe\u0301":               "cafe",
		"天津市长":                               "天津 市长 津市 长",
		"市":                                  "市",
		"A区B":                                "a b 区",
		"🚄 — …":                              "",
		"รถไฟ":                               "ถไ ฟ รถ ไฟ",
		"straße ΣΊΣΥΦΟΣ":                     "strasse σισυφοσ",
		"abcdefghijklmnopq":                  "abcdefghijklmnop ijklmnopq",
		strings.Repeat("abcdefgh", 4) + " x": "abcdefghabcdefgh x",
	} {
		if got := strings.Join(search.TextWords(text), " "); got != want {
			t.Errorf("%q has the words %q, want %q", text, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]search.Term{
		"Party secretary": {{Text: "party"}, {Text: "secretary"}},
		"party Party":     {{Text: "party"}},
		"副市长":             {{Text: "副市", Exact: true, Dense: true}, {Text: "市长", Exact: true, Dense: true}},
		"长":               {{Text: "长", Dense: true}},
		" ?":              nil,
	} {
		if got := search.Terms(query); !slices.Equal(got, want) {
			t.Errorf("%q has the terms %v, want %v", query, got, want)
		}
	}
}

// TestPartsOccurInEveryTextWithThePattern cuts patterns out of random texts: every part of the pattern is an end of a word of the text,
// or the beginning of one.
func TestPartsOccurInEveryTextWithThePattern(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		text := []rune(RandomText(random))
		from := random.IntN(len(text))
		pattern := string(text[from : from+1+random.IntN(len(text)-from)])
		var ends []string
		for _, word := range search.TextWords(string(text)) {
			ends = append(ends, search.WordEnds(word)...)
		}
		for _, variant := range []string{pattern, strings.ToLower(pattern), strings.ToUpper(pattern)} {
			if !strings.Contains(strings.ToLower(string(text)), strings.ToLower(variant)) {
				continue // a letter whose other case is another letter
			}
			for _, part := range search.Parts(variant) {
				if !slices.ContainsFunc(ends, func(end string) bool { return end == part.Text || !part.Exact && strings.HasPrefix(end, part.Text) }) {
					t.Fatalf("%q contains %q, but none of its words %q has the part %+v", string(text), variant, ends, part)
				}
			}
		}
	}
}

// RandomText returns a text of several scripts, with marks, digits, signs and long words.
func RandomText(random *rand.Rand) string {
	pieces := []string{
		"the ", "Mayor", "s", " ", ", ", "—", "é", "e\u0301", "\u0301", "ß", "İ", "ı", "K", "ﬁ", "½", "㎞", "①", "12", "3.5", "%", "_", "\\", "'",
		"天津", "市", "長", "长", "バス", "ハス", "ハ\u3099", "ー", "가나", "각", "\u1100\u1161", "हिन्दी", "ि", "สวัสดี", "ี", "ខ្មែរ", "မြန်မာ", "ລາວ",
		"Ωμέγα", "ς", "привет", "й", "עִברִית", "عَرَبي", "\u200d", "🚄", "👩\u200d🏭", "\u00ad", "internationalization", "abcdefgh", "x",
	}
	var b strings.Builder
	for range 1 + random.IntN(10) {
		b.WriteString(pieces[random.IntN(len(pieces))])
	}
	return b.String()
}
