package search

import (
	"unicode/utf8"

	"civicgraph/internal/search/han"
)

// Romanize returns the words of a text in ASCII: Latin letters without marks, and a syllable of pinyin per Han character, each of
// which is a word of its own. hans holds for each word whether it is such a syllable. It reports false if a character has no Latin form.
func Romanize(text string) (words []string, hans []bool, ok bool) {
	for _, word := range wordsOf(fold(text)) {
		latin := ""
		end := func() {
			if latin != "" {
				words, hans, latin = append(words, latin), append(hans, false), ""
			}
		}
		for _, s := range han.Sounds(word, utf8.RuneCountInString(word)) {
			switch {
			case isLatin(byte(s.Char)) && s.Char < utf8.RuneSelf, isDigit(byte(s.Char)) && s.Char < utf8.RuneSelf:
				latin += string(s.Char)
			case len(s.Readings) > 0:
				end()
				words, hans = append(words, s.Readings[0]), append(hans, true)
			default:
				return nil, nil, false
			}
		}
		end()
	}
	return words, hans, true
}
