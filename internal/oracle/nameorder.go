package oracle

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// nameWord is a word of a name that is sorted: a number, a run of letters or a Han character.
type nameWord struct {
	// number is nil for letters.
	number *big.Int
	// letters are those of the word, or the pinyin of the Han character han; han is 0 for other words.
	letters string
	han     rune
}

// sortWords returns the words of a name or title. The random names with Han characters are all Chinese.
func sortWords(name string) []nameWord {
	words := []nameWord{}
	letters, digits := "", ""
	end := func() {
		if letters != "" {
			words = append(words, nameWord{letters: letters})
		}
		if digits != "" {
			number, _ := new(big.Int).SetString(digits, 10)
			words = append(words, nameWord{number: number})
		}
		letters, digits = "", ""
	}
	for _, r := range width.Fold.String(foldedName(name)) {
		switch sound := sounds[r]; {
		case r == ' ':
			end()
		case sound != "":
			end()
			words = append(words, nameWord{letters: sound, han: r})
		case '0' <= r && r <= '9':
			if letters != "" {
				end()
			}
			digits += string(r)
		default:
			if digits != "" {
				end()
			}
			letters += string(r)
		}
	}
	end()
	return words
}

// compareNames compares names word by word.
func compareNames(a, b []nameWord) int { return slices.CompareFunc(a, b, compareWords) }

// compareWords puts numbers before letters, and Latin letters before the Han characters that sound like them.
func compareWords(a, b nameWord) int {
	switch {
	case a.number != nil && b.number != nil:
		return a.number.Cmp(b.number)
	case a.number != nil:
		return -1
	case b.number != nil:
		return 1
	}
	return cmp.Or(strings.Compare(a.letters, b.letters), cmp.Compare(min(a.han, 1), min(b.han, 1)), cmp.Compare(tones[a.han], tones[b.han]), cmp.Compare(a.han, b.han))
}

// tones holds the tones of homophones of the random graphs that differ in tone. All other homophones there have the same tone.
var tones = map[rune]int{'乙': 3, '议': 4, '坻': 3, '第': 4} //nolint:gochecknoglobals // read only
