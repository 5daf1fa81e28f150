package search

import "slices"

const (
	// minTypo is the length of the shortest word with typos: most shorter words are one letter from another word.
	minTypo = 4
	// maxTypo is the length of the longest word with typos.
	maxTypo = 24

	letters = "abcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

// Typos returns all strings that one insertion, deletion, substitution or swap of neighbours makes of a folded word, without the word
// itself, sorted. Letters are inserted if the word has letters, digits if it has digits. So there are at most 52 for each letter of a
// word of letters and 25 more (tianjn: 335), 20 for each digit of a number and 9 more, 72 and 35 in a word of both (24 characters:
// 1,763). There are none if the word has fewer than 4 or more than 24 characters, or other characters than a–z and 0–9.
//
// The store looks them up as whole words, because prefixes with a typo would match too much:
//
//	key = typo OR key >= typo || ' ' AND key < typo || '!'
func Typos(word string) []string {
	if !mayHaveTypo(word) {
		return nil
	}
	alphabet := alphabetOf(word)
	typos := make([]string, 0, (2*len(alphabet)+1)*(len(word)+1))
	for i := range len(word) + 1 {
		head, tail := word[:i], word[i:]
		for a := range len(alphabet) {
			typos = append(typos, head+alphabet[a:a+1]+tail)
		}
		if tail == "" {
			break
		}
		typos = append(typos, head+tail[1:])
		for a := range len(alphabet) {
			typos = append(typos, head+alphabet[a:a+1]+tail[1:])
		}
		if len(tail) > 1 {
			typos = append(typos, head+tail[1:2]+tail[:1]+tail[2:])
		}
	}
	slices.Sort(typos)
	typos = slices.Compact(typos)
	if at, found := slices.BinarySearch(typos, word); found {
		typos = slices.Delete(typos, at, at+1)
	}
	return typos
}

func mayHaveTypo(word string) bool {
	if len(word) < minTypo || len(word) > maxTypo {
		return false
	}
	for i := range len(word) {
		if !isLatin(word[i]) && !isDigit(word[i]) {
			return false
		}
	}
	return true
}

func alphabetOf(word string) string {
	hasLetter, hasDigit := false, false
	for i := range len(word) {
		hasLetter = hasLetter || isLatin(word[i])
		hasDigit = hasDigit || isDigit(word[i])
	}
	switch {
	case hasLetter && hasDigit:
		return letters + digits
	case hasDigit:
		return digits
	}
	return letters
}

func isLatin(c byte) bool { return 'a' <= c && c <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isTypo reports whether one edit makes b of a, whatever the inserted character.
func isTypo(a, b string) bool {
	if a == b || !mayHaveTypo(a) {
		return false
	}
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) <= 1 && len(b) <= 1:
		return true
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	}
	return false
}
