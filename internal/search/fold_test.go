package search_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"civicgraph/internal/search"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                         "",
		" \t—!":                    "",
		"天津":                       "天津",
		"Tianjin":                  "tianjin",
		"tiānjīn":                  "tianjin",
		"tia\u0304nji\u0304n":      "tianjin",
		"TIANJIN  (City)":          "tianjin city",
		"Ｔｉａｎｊｉｎ　１２":               "tianjin 12",
		"Straße, STRASSE, ẞ":       "strasse strasse ss",
		"Łódź Đà Nẵng Tromsø":      "lodz da nang tromso",
		"Ærø Œuvre Þingvellir":     "aero oeuvre thingvellir",
		"Ħamrun Ŧ Ŋ ﬁ":             "hamrun t n fi",
		"İstanbul Iğdır":           "istanbul igdir",
		"ΣΊΣΥΦΟΣ Σίσυφος":          "σισυφοσ σισυφοσ",
		"Xi'an":                    "xi an",
		"gbt2260:120115":           "gbt2260 120115",
		"天津市 · 武清区":                "天津市 武清区",
		"二〇二三年":                    "二〇二三年",
		"豈\u2F00":                  "岂一",
		"soft\u00ADhyphen\u200B s": "softhyphen s",
		"a\xffb\x00c":              "a b c",
		"Ⅳ ②":                      "iv 2",
	} {
		if got := search.Fold(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
}

// TestFoldAllCharacters goes through all of Unicode once, but for what is not assigned, and Han characters that stay as
// they are.
func TestFoldAllCharacters(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= utf8.MaxRune; r++ {
		text := string(r)
		plain := unicode.Is(unicode.Han, r) && norm.NFKD.IsNormalString(text)
		if unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf) && !plain {
			checkFold(t, text)
		}
	}
}

func checkFold(t *testing.T, text string) {
	t.Helper()
	folded := search.Fold(text)
	if !utf8.ValidString(folded) {
		t.Fatalf("%q folds to %q, which is invalid UTF-8", text, folded)
	}
	if twice := search.Fold(folded); twice != folded {
		t.Fatalf("%q folds to %q, and that to %q", text, folded, twice)
	}
	if strings.TrimSpace(folded) != folded || strings.Contains(folded, "  ") {
		t.Fatalf("%q folds to %q, with spaces that it should not have", text, folded)
	}
	if !utf8.ValidString(text) || strings.ContainsAny(text, "゛゜") {
		return // what is no text has no normal form, and spacing marks have those of spaces with marks
	}
	for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
		if other := search.Fold(form.String(text)); other != folded {
			t.Fatalf("%q folds to %q, but in another form, %q, to %q", text, folded, form.String(text), other)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, text := range samples() {
		f.Add(text)
	}
	f.Fuzz(checkFold)
}

// samples returns strings that the fuzz tests begin with.
func samples() []string {
	return []string{
		"", "天津", "Tianjin", "tiānjīn", "Tian jin", "Tianjn", "120115", "gbt2260:120115", "天津市武清区", "地铁3号线 Line 3",
		"重庆长江大桥", "Łódź", "한국", "e\u0301\u0327<b>&amp;", "\xff\xfe", "👩‍👩‍👧", "吕梁", "各国议会联盟", "ﷺ", "\u0344\u0301",
		"ﾊﾞｽ", "दिल्ली", "ที่น้ำ", "\u0B95\u0BC6\u0BBE", "ක\u0DD9\u0DCF\u0DCA", "ཀ\u0F72\u0F71",
	}
}
