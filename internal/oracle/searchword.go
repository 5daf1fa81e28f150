package oracle

import (
	"slices"
	"strings"
	"unicode"
)

func firstWord(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// isTypo reports whether one inserted, omitted, changed or swapped letter turns one word into the other. If ofItsLetters is
// set, an inserted character is a letter only if the word has letters, and a digit only if it has digits.
func isTypo(word, other string, ofItsLetters bool) bool {
	const letters, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
	if len(word) < 4 || len(word) > 24 || strings.Trim(word, letters+digits) != "" || word == other {
		return false
	}
	alphabet := ""
	if strings.ContainsAny(word, letters) {
		alphabet += letters
	}
	if strings.ContainsAny(word, digits) {
		alphabet += digits
	}
	for i := range len(other) {
		if ofItsLetters && strings.IndexByte(alphabet, other[i]) < 0 {
			continue
		}
		if other[:i]+other[i+1:] == word || i < len(word) && word[:i]+other[i:i+1]+word[i+1:] == other {
			return true
		}
	}
	for i := range len(word) {
		if word[:i]+word[i+1:] == other || i+1 < len(word) && word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:] == other {
			return true
		}
	}
	return false
}

// wordsOf returns the first 8 different words.
func wordsOf(q string) []string {
	var words []string
	for _, word := range allWordsOf(q) {
		if word = cutKey(word); len(words) < 8 && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// allWordsOf returns all words; consecutive Han characters are one.
func allWordsOf(q string) []string {
	var words []string
	for field := range strings.FieldsSeq(q) {
		runes := []rune(field)
		for start, i := 0, 1; i <= len(runes); i++ {
			if i < len(runes) && isHan(runes[i]) == isHan(runes[i-1]) {
				continue
			}
			words = append(words, string(runes[start:i]))
			start = i
		}
	}
	return words
}

// cutKey returns the part of a string that is compared.
func cutKey(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return strings.TrimSuffix(string(runes[:40]), " ")
	}
	return text
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
