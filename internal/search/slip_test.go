package search_test

import (
	"slices"
	"testing"

	"civicgraph/internal/search"
)

func TestSlips(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, word string
		want       []string
	}{
		{name: "what was left out", word: "tianjn", want: []string{"tianjin"}},
		{name: "what is too much", word: "tianjinn", want: []string{"tianjin"}},
		{name: "another letter", word: "tianjan", want: []string{"tianjin"}},
		{name: "neighbours swapped", word: "tiajnin", want: []string{"tianjin"}},
		{name: "at the ends", word: "ianji", want: []string{"tianji", "ianjin", "ianj", "anji"}},
		{name: "digits", word: "120151", want: []string{"120115", "12015", "1201510"}},
		{name: "letters and digits", word: "q117", want: []string{"q17", "q1173", "qa17", "1q17"}},
	}
	for _, c := range cases {
		slips := search.Typos(c.word)
		for _, want := range c.want {
			if !slices.Contains(slips, want) {
				t.Errorf("%s: %s is no slip of %s", c.name, want, c.word)
			}
		}
	}
	for _, word := range []string{"", "tia", "abcdefghijklmnopqrstuvwxy", "天津天津", "tian jin", "Tianjn", "łódź"} {
		if slips := search.Typos(word); slips != nil {
			t.Errorf("%q has %d slips", word, len(slips))
		}
	}
	if n := len(search.Typos("abcdefgh")); n != 52*8+25 {
		t.Errorf("a word of 8 different letters has %d slips", n)
	}
}

func checkSlips(t *testing.T, word string) {
	t.Helper()
	slips := search.Typos(word)
	if len(slips) > 72*len(word)+35 {
		t.Fatalf("%q has %d slips", word, len(slips))
	}
	for i, slip := range slips {
		if slip == word || i > 0 && slips[i-1] >= slip {
			t.Fatalf("%q has the slips %q", word, slips)
		}
		if d := len(slip) - len(word); d < -1 || d > 1 || search.Fold(slip) != slip {
			t.Fatalf("%q has the slip %q", word, slip)
		}
	}
}

func FuzzSlips(f *testing.F) {
	for _, text := range samples() {
		f.Add(text)
	}
	f.Add("aaaa")
	f.Add("1212")
	f.Fuzz(checkSlips)
}

func BenchmarkSlips(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		search.Typos("tianjn")
	}
}
