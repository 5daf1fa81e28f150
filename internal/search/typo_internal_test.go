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

// TestReadings wants that no reading of a character begins another: Highlight would have to try both.
func TestReadings(t *testing.T) {
	t.Parallel()
	b := pronunciation()
	var all [][]string
	for _, readings := range b.characters {
		all = append(all, readings)
	}
	for _, readings := range b.plain {
		all = append(all, readings)
	}
	for _, phrases := range b.phrases {
		for _, p := range phrases {
			if len([]rune(p.text)) != len(p.readings) {
				t.Errorf("%s has %d syllables", p.text, len(p.readings))
			}
			all = append(all, p.readings...)
		}
	}
	for _, readings := range all {
		for i, one := range readings {
			if one == "" || Fold(one) != one {
				t.Errorf("%q is a reading", one)
			}
			for j, other := range readings {
				if i != j && len(one) <= len(other) && other[:len(one)] == one {
					t.Errorf("of the readings %q one begins another", readings)
				}
			}
		}
	}
}
