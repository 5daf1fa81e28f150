package search

import "testing"

// TestIsTypo holds the shortcut against the list.
func TestIsTypo(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"tianjn", "aaaa", "abab", "1221", "q11736"} {
		for _, typo := range Typos(word) {
			if !isTypo(word, typo) {
				t.Errorf("isTypo(%s, %s) is false", word, typo)
			}
		}
	}
	for _, pair := range [][2]string{
		{"tianjn", "tianjn"}, {"tianjn", "tianjing"}, {"tianjin", "itanijn"}, {"abcd", "bacde"}, {"abcd", "cbad"}, {"abc", "abd"},
		{"abcd", "ab"}, {"abcd", ""}, {"abcd", "abc津"},
	} {
		if isTypo(pair[0], pair[1]) {
			t.Errorf("isTypo(%s, %s) is true", pair[0], pair[1])
		}
	}
}
