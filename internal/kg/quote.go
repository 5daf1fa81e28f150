package kg

import (
	"strconv"
	"unicode/utf8"
)

// maxQuoted is the length in bytes to which errors cut a client's value.
const maxQuoted = 60

// quoted returns a client's value in quotes, cut to maxQuoted.
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
