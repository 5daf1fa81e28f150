package han

import (
	_ "embed" // for the tables
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed simplified.txt
var simplifiedText string

// simplified holds the simplified form of each character that has another one.
var simplified = sync.OnceValue(func() map[rune]rune {
	forms := make(map[rune]rune, 4096)
	for line := range strings.Lines(simplifiedText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		to, size := utf8.DecodeRuneInString(line)
		for _, from := range line[size:] {
			forms[from] = to
		}
	}
	return forms
})

// Is reports whether r is a Han character.
func Is(r rune) bool {
	return r >= 0x2E80 && (IsPlain(r) || unicode.Is(unicode.Han, r))
}

// IsPlain reports whether r is a Han character of the blocks with nearly all of them, none of which decompose.
func IsPlain(r rune) bool { return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF }

// SimplifyRune returns the simplified form of a Han character, and any other character as it is.
func SimplifyRune(r rune) rune {
	if Is(r) {
		if to, ok := simplified()[r]; ok {
			return to
		}
	}
	return r
}

// Simplify returns a text with the simplified form of each of its Han characters. Simplifying twice changes nothing, and the number of
// characters stays.
func Simplify(text string) string {
	for at, r := range text {
		if SimplifyRune(r) != r {
			return text[:at] + strings.Map(SimplifyRune, text[at:])
		}
	}
	return text
}
