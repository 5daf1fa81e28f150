package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is what of a text is compared: its letters and digits, decomposed (NFKD), without marks and case, and one space
// between them for whatever else there is. Han characters stay as they are. Folding twice changes nothing.
func Fold(text string) string {
	folded := make([]byte, 0, len(text))
	for _, r := range text {
		folded = appendFolded(folded, r)
	}
	return string(trimSpace(folded))
}

// appendFolded appends what r folds to. Rune by rune is enough: the order of marks, which is all that Unicode decides over
// several runes, is lost with the marks. A space is appended only after something else.
func appendFolded(folded []byte, r rune) []byte {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return append(folded, byte(r))
	case 'A' <= r && r <= 'Z':
		return append(folded, byte(r+'a'-'A'))
	case r < utf8.RuneSelf:
		return appendSpace(folded)
	case isPlainHan(r):
		return utf8.AppendRune(folded, r)
	}
	var encoded [utf8.UTFMax]byte
	var decomposed [64]byte
	parts := norm.NFKD.Append(decomposed[:0], encoded[:utf8.EncodeRune(encoded[:], r)]...)
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		switch {
		case isIgnored(part):
		case unicode.IsLetter(part) || unicode.IsNumber(part):
			folded = appendLetter(folded, part)
		default:
			folded = appendSpace(folded)
		}
	}
	return folded
}

// appendLetter folds the case of a decomposed letter, and the letters of Latin that do not decompose. By way of the upper
// case, because some letters have two lower ones: σ and ς.
func appendLetter(folded []byte, r rune) []byte {
	r = unicode.ToLower(unicode.ToUpper(r))
	switch r {
	case 'ß', 'ẞ':
		return append(folded, "ss"...)
	case 'æ':
		return append(folded, "ae"...)
	case 'œ':
		return append(folded, "oe"...)
	case 'þ':
		return append(folded, "th"...)
	case 'ø':
		r = 'o'
	case 'đ', 'ð':
		r = 'd'
	case 'ħ':
		r = 'h'
	case 'ı':
		r = 'i'
	case 'ł':
		r = 'l'
	case 'ŋ':
		r = 'n'
	case 'ŧ':
		r = 't'
	}
	return utf8.AppendRune(folded, r)
}

// isIgnored reports whether r belongs to the letter before it (a mark) or shows nothing at all (a soft hyphen, a joiner).
func isIgnored(r rune) bool { return unicode.In(r, unicode.M, unicode.Cf) }

// isPlainHan reports whether r is a Han character of the blocks that hold nearly all of them and decompose never.
func isPlainHan(r rune) bool { return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF }

func isHan(r rune) bool {
	return r >= 0x2E80 && (isPlainHan(r) || unicode.Is(unicode.Han, r))
}

func appendSpace(folded []byte) []byte {
	if len(folded) == 0 || folded[len(folded)-1] == ' ' {
		return folded
	}
	return append(folded, ' ')
}

func trimSpace(folded []byte) []byte {
	if n := len(folded); n > 0 && folded[n-1] == ' ' {
		return folded[:n-1]
	}
	return folded
}

// squeeze is a folded text without its spaces.
func squeeze(folded string) string { return strings.ReplaceAll(folded, " ", "") }

// cut is what of a folded text fits into a key.
func cut(folded string) string {
	if len(folded) <= MaxKey {
		return folded
	}
	count := 0
	for at := range folded {
		if count == MaxKey {
			return strings.TrimSuffix(folded[:at], " ")
		}
		count++
	}
	return folded
}
