package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"civicgraph/internal/search/han"
)

// SortKeyVersion changes with the rules of SortKey.
const SortKeyVersion = "2"

// MaxSortKey is the length of the longest sort key, in bytes: with an id, it fits into the index of any database. Only names of hundreds of
// Han characters have longer ones. Those that differ only behind it are equal.
const MaxSortKey = 2400

// SortKey returns the key of a name or title: keys that are compared by bytes put names in the order in which readers expect them. A
// name is a list of words, which are compared one by one, and a list that ends comes before one that goes on. A word is a number, a run
// of letters or one Han character:
//
//   - Numbers come before letters and are compared by value, with any number of digits, in the digits of any script.
//   - Letters are folded (Fold) and compared by code point: Latin first, then Greek, Cyrillic and so on.
//   - A Han character is compared as its pinyin, so Chinese and Latin names are sorted together. The same syllable in Latin letters comes
//     before it. Characters of one syllable are sorted by tone, u before ü, then by the code point of the simplified form.
//
// Han characters are letters like others, compared by code point, if the language is one that reads them differently, such as ja; or,
// unless the language is Chinese, if kana or Hangul stand among them. language is a BCP 47 tag; empty if it is unknown.
func SortKey(text, language string) string {
	folded := fold(text)
	k := sortKey{bytes: make([]byte, 0, len(folded)+16)}
	if hasHan(folded) && readsPinyin(folded, language) {
		k.sounds = han.Sounds(folded, utf8.RuneCountInString(folded))
	}
	for folded != "" && len(k.bytes) <= MaxSortKey {
		folded = k.append(folded)
	}
	end := min(len(k.bytes), MaxSortKey)
	for end < len(k.bytes) && !utf8.RuneStart(k.bytes[end]) {
		end--
	}
	return string(k.bytes[:end])
}

// noTone is the first of the letters for tones, which come after a space, and before digits and letters.
const noTone = '!'

// sortKey is a key that is being made.
type sortKey struct {
	bytes []byte
	// sounds are those of the characters that are to be appended; nil if Han characters are letters.
	sounds []han.Sound
	// letters means that the last word is a run of letters. A space ends it; other words end by themselves.
	letters, space bool
}

// append appends the first character of a folded text, or its first number, and returns the rest.
func (k *sortKey) append(folded string) string {
	r, size := utf8.DecodeRuneInString(folded)
	if r == ' ' {
		k.space = true
		return folded[size:]
	}
	if _, ok := digitOf(r); ok {
		k.begin(true)
		return k.appendNumber(folded)
	}
	if s, ok := k.next(); ok && len(s.Readings) > 0 {
		k.begin(true)
		k.bytes = append(k.bytes, s.Readings[0]...)
		k.bytes = append(k.bytes, noTone+byte(han.Tone(s.Char, s.Readings[0]))) //nolint:gosec // at most 11
		k.bytes = utf8.AppendRune(k.bytes, s.Char)
		return folded[size:]
	}
	k.begin(k.space)
	k.letters = true
	k.bytes = utf8.AppendRune(k.bytes, r)
	return folded[size:]
}

// next takes the sound of the next character.
func (k *sortKey) next() (s han.Sound, ok bool) {
	if len(k.sounds) == 0 {
		return han.Sound{}, false
	}
	s, k.sounds = k.sounds[0], k.sounds[1:]
	return s, true
}

// begin ends a run of letters if another word begins.
func (k *sortKey) begin(isWord bool) {
	if isWord && k.letters {
		k.bytes = append(k.bytes, ' ')
		k.letters = false
	}
	k.space = false
}

// maxDigits bounds the number of digits that can be told from a greater one. It exceeds the maximum length of every string.
const maxDigits = 40_000

// appendNumber appends the number that a folded text begins with: the count of its digits, without leading zeros, then the digits.
func (k *sortKey) appendNumber(folded string) string {
	var digits []byte
	at := 0
	for at < len(folded) {
		r, size := utf8.DecodeRuneInString(folded[at:])
		digit, ok := digitOf(r)
		if !ok {
			break
		}
		at += size
		k.next()
		if len(digits) == 1 && digits[0] == '0' {
			digits = digits[:0]
		}
		digits = append(digits, '0'+digit)
	}
	const fewDigits = 9
	if n := len(digits); n < fewDigits {
		k.bytes = append(k.bytes, '0'+byte(n))
	} else {
		k.bytes = append(k.bytes, '9')
		k.bytes = utf8.AppendRune(k.bytes, rune('0'+min(n, maxDigits)))
	}
	k.bytes = append(k.bytes, digits...)
	return folded[at:]
}

// digitOf returns the value of a decimal digit of any script.
func digitOf(r rune) (byte, bool) {
	switch {
	case r < utf8.RuneSelf:
		return byte(r - '0'), '0' <= r && r <= '9'
	case !unicode.IsDigit(r):
		return 0, false
	}
	first := r
	for unicode.IsDigit(first-1) && first-1 >= utf8.RuneSelf { // digits stand in rows of ten
		first--
	}
	return byte((r - first) % 10), true //nolint:gosec // less than ten
}

func hasHan(folded string) bool { return strings.ContainsFunc(folded, han.Is) }

// readsPinyin reports whether the Han characters of a folded text are read in pinyin.
func readsPinyin(folded, language string) bool {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	switch primary {
	case "zh", "zho", "chi", "cmn", "yue", "wuu", "nan", "hak", "gan", "hsn", "cdo", "cjy", "cpx", "czh", "czo", "mnp", "lzh":
		return true
	case "ja", "jpn", "ojp", "ryu", "ko", "kor", "okm", "vi", "vie":
		return false
	}
	return !strings.ContainsFunc(folded, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul) })
}
