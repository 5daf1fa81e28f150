package han

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestReadings wants that no reading of a character that may be repeated begins another: a highlighter would have to try both at every
// place.
func TestReadings(t *testing.T) {
	t.Parallel()
	b := official()
	var all [][]string
	for _, readings := range b.characters {
		all = append(all, readings)
	}
	for _, readings := range b.plain {
		all = append(all, readings)
	}
	for _, phrases := range b.phrases {
		for _, p := range phrases {
			if utf8.RuneCountInString(p.text) != len(p.readings) {
				t.Errorf("%s has %d syllables", p.text, len(p.readings))
			}
			for _, readings := range p.readings {
				for _, one := range readings {
					all = append(all, []string{one})
				}
			}
		}
	}
	for _, readings := range all {
		for i, one := range readings {
			if one == "" || strings.Trim(one, "abcdefghijklmnopqrstuvwxyz") != "" {
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
