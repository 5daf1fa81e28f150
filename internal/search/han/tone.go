package han

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Tones of a syllable: one of four, or none. Those of syllables with ü are greater by WithU.
const (
	UnknownTone = 0
	NoTone      = 5
	WithU       = 6
)

// Tone returns the tone of a character where it is read as a syllable without tone.
func Tone(r rune, syllable string) int {
	for listed := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
		if !slices.Contains(typed(listed), syllable) {
			continue
		}
		tone, u := NoTone, 0
		for _, mark := range norm.NFD.String(listed) {
			switch mark {
			case '\u0304':
				tone = 1
			case '\u0301':
				tone = 2
			case '\u030C':
				tone = 3
			case '\u0300':
				tone = 4
			case '\u0308':
				u = WithU
			}
		}
		return tone + u
	}
	return UnknownTone
}
