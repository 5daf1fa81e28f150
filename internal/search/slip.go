package search

import "slices"

const (
	// minSlip is the shortest word in which a slip is sought: nearly every shorter one is one letter from a real word.
	minSlip = 4
	// maxSlip is the longest word in which a slip is sought.
	maxSlip = 24

	letters = "abcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

// Slips are all texts that one insertion, deletion, substitution or swap of neighbours makes of a folded word, without the
// word itself, sorted. What is put in is a letter if the word has letters, a digit if it has digits. So there are at most
// 52 for each letter of a word of letters and 25 more (tianjn: 335), 20 for each digit of a number and 9 more, 72 and 35 in a
// word of both (24 characters: 1,763). None if the word is shorter than 4 or longer than 24 characters or holds others than a–z and 0–9.
//
// The store looks them up as whole words, which keeps "one letter off" from meaning "anything that begins nearly so":
//
//	key = slip OR key >= slip || ' ' AND key < slip || '!'
func Typos(word string) []string {
	if !mayHoldSlip(word) {
		return nil
	}
	alphabet := alphabetOf(word)
	slips := make([]string, 0, (2*len(alphabet)+1)*(len(word)+1))
	for i := range len(word) + 1 {
		head, tail := word[:i], word[i:]
		for a := range len(alphabet) {
			slips = append(slips, head+alphabet[a:a+1]+tail)
		}
		if tail == "" {
			break
		}
		slips = append(slips, head+tail[1:])
		for a := range len(alphabet) {
			slips = append(slips, head+alphabet[a:a+1]+tail[1:])
		}
		if len(tail) > 1 {
			slips = append(slips, head+tail[1:2]+tail[:1]+tail[2:])
		}
	}
	slices.Sort(slips)
	slips = slices.Compact(slips)
	if at, found := slices.BinarySearch(slips, word); found {
		slips = slices.Delete(slips, at, at+1)
	}
	return slips
}

func mayHoldSlip(word string) bool {
	if len(word) < minSlip || len(word) > maxSlip {
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

// isSlip reports whether one edit leads from a to b. It lists nothing, and does not mind which letter is put in.
func isTypo(a, b string) bool {
	if a == b || !mayHoldSlip(a) {
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
