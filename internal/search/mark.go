package search

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The sound marks of kana, which make ba and pa of ha: ば, ぱ. The spacing ones are typed where nothing else is at hand.
const (
	voiced            = '\u3099'
	semiVoiced        = '\u309A'
	spacingVoiced     = '\u309B'
	spacingSemiVoiced = '\u309C'
	halfVoiced        = '\uFF9E'
	halfSemiVoiced    = '\uFF9F'
)

// maxMarks is the maximal number of marks on a letter that are sorted, as in the Stream-Safe Text Format of Unicode.
const maxMarks = 30

// bareScripts are the scripts whose marks are dropped: readers omit and supply them. Han characters and characters of all scripts, such
// as digits, have only marks of annotation. In every other script a mark is as much as a letter.
//
//nolint:gochecknoglobals // read only
var bareScripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic, unicode.Han, unicode.Common, unicode.Hangul,
	unicode.Armenian, unicode.Georgian, unicode.Coptic, unicode.Glagolitic, // as Greek and Cyrillic
	unicode.Syriac, unicode.Samaritan, unicode.Mandaic, // as Hebrew and Arabic
}

// appendMark appends a mark if the letter before it is of a script that keeps marks. Marks come in canonical order and are composed with
// their letter where Unicode does so: ハ is no prefix of バ, nor கெ of கொ.
func appendMark(folded []byte, mark rune) []byte {
	before, _ := utf8.DecodeLastRune(folded)
	if before < 0x300 || !unicode.Is(unicode.M, before) && unicode.In(before, bareScripts...) {
		return folded
	}
	class := combiningClass(mark)
	at, isBlocked := len(folded), false
	for end, marks := len(folded), 0; marks < maxMarks; marks++ {
		r, size := utf8.DecodeLastRune(folded[:end])
		if combined, ok := compose(r, mark); ok && !isBlocked {
			return slices.Replace(folded, end-size, end, combined...)
		}
		c := combiningClass(r)
		if c == 0 {
			break
		}
		end -= size
		if c > class && class != 0 {
			at = end
		} else {
			isBlocked = isBlocked || c >= class
		}
	}
	return slices.Insert(folded, at, []byte(string(mark))...)
}

// isMark reports whether r is a mark, or a spacing or half-width character for one.
func isMark(r rune) bool {
	return r >= 0x300 && (unicode.Is(unicode.M, r) || r == spacingVoiced || r == spacingSemiVoiced ||
		r == halfVoiced || r == halfSemiVoiced)
}

// combiningClass returns the Canonical_Combining_Class of Unicode: marks of different classes other than 0 have no order.
func combiningClass(r rune) uint8 { return norm.NFD.PropertiesString(string(r)).CCC() }

// compose returns the one character that Unicode has for a letter with a mark.
func compose(letter, mark rune) ([]byte, bool) {
	combined := norm.NFC.Bytes(utf8.AppendRune(utf8.AppendRune(nil, letter), mark))
	return combined, utf8.RuneCount(combined) == 1
}
