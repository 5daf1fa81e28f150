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
	return strconv.Quote(cut(s)) + "…"
}

// cut returns the beginning of a client's value, at most maxQuoted bytes of whole characters.
func cut(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	end := maxQuoted
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
