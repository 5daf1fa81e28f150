package kg

import (
	"strconv"
	"unicode/utf8"
)

// maxQuoted is how much of a caller's own text an error repeats, in bytes.
const maxQuoted = 60

// quoted repeats a caller's text in an error, cut where it is long.
func quoted(s string) string {
	if len(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	cut := maxQuoted
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strconv.Quote(s[:cut]) + "…"
}
