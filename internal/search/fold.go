package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"civicgraph/internal/search/han"
)

// Fold returns the form in which strings are compared: letters and digits in compatibility form, without case, with one space for all
// other characters between them. Latin, Greek, Cyrillic, Hebrew and Arabic letters lose their marks, which readers omit and supply.
// In other scripts marks tell words apart, so they stay: vowel signs, viramas, nuktas, tones, and the sound marks of kana. Korean
// syllables are decomposed, and Han characters have their simplified form. Folding twice changes nothing, and all normal forms of a text
// fold to the same.
func Fold(text string) string { return han.Simplify(fold(text)) }

// fold does what Fold does but simplify Han characters.
func fold(text string) string {
	folded := make([]byte, 0, len(text))
	for text != "" {
		var size int
		folded, size = appendFolded(folded, text)
		text = text[size:]
	}
	return string(trimSpace(folded))
}

// appendFolded appends the folded first character of a text and returns its size in bytes. A space is appended only after another
// character. A mark may change the character before it: か and a sound mark are が.
func appendFolded(folded []byte, text string) ([]byte, int) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return append(folded, byte(r)), size
	case 'A' <= r && r <= 'Z':
		return append(folded, byte(r+'a'-'A')), size
	case r < utf8.RuneSelf:
		return appendSpace(folded), size
	case han.IsPlain(r):
		return append(folded, text[:size]...), size
	case firstHangul <= r && r <= lastHangul:
		return appendHangul(folded, r), size
	case r == spacingVoiced:
		return appendMark(folded, voiced), size
	case r == spacingSemiVoiced:
		return appendMark(folded, semiVoiced), size
	}
	parts := norm.NFKD.PropertiesString(text).Decomposition()
	if parts == nil {
		return appendPart(folded, r), size
	}
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		folded = appendPart(folded, part)
		parts = parts[size:]
	}
	return folded, size
}

// appendPart folds a decomposed character.
func appendPart(folded []byte, r rune) []byte {
	switch {
	case isIgnored(r):
		return folded
	case unicode.Is(unicode.M, r):
		return appendMark(folded, r)
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return appendLetter(folded, r)
	}
	return appendSpace(folded)
}

const (
	firstHangul = 0xAC00
	lastHangul  = 0xD7A3
	// Syllables decompose to an initial, a vowel and often a final.
	firstInitial = 0x1100
	firstVowel   = 0x1160
	lastFinal    = 0x11FF
)

// appendHangul decomposes a Korean syllable, for which Unicode defines arithmetic instead of a table.
func appendHangul(folded []byte, r rune) []byte {
	const vowels, finals = 21, 28
	index := r - firstHangul
	folded = utf8.AppendRune(folded, 0x1100+index/(vowels*finals))
	folded = utf8.AppendRune(folded, 0x1161+index/finals%vowels)
	if final := index % finals; final > 0 {
		folded = utf8.AppendRune(folded, 0x11A7+final)
	}
	return folded
}

// appendLetter folds the case of a decomposed letter, and Latin letters that do not decompose. It converts to upper case first, because
// some letters have two lower ones: σ and ς.
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

// isIgnored reports whether r shows nothing, such as a soft hyphen, a joiner or a variation selector, or encloses a letter.
func isIgnored(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Me, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
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

// squeeze returns a folded text without spaces.
func squeeze(folded string) string { return strings.ReplaceAll(folded, " ", "") }

// cut limits a folded text to the length of a key.
func cut(folded string) string {
	if len(folded) <= MaxKey {
		return folded
	}
	return strings.TrimSuffix(firstRunes(folded, MaxKey), " ")
}
