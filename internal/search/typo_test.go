package search_test

import (
	"slices"
	"testing"

	"civicgraph/internal/search"
)

func TestTypos(t *testing.T) {
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
		typos := search.Typos(c.word)
		for _, want := range c.want {
			if !slices.Contains(typos, want) {
				t.Errorf("%s: %s is no typo of %s", c.name, want, c.word)
			}
		}
	}
	for _, word := range []string{"", "tia", "abcdefghijklmnopqrstuvwxy", "天津天津", "tian jin", "Tianjn", "łódź"} {
		if typos := search.Typos(word); typos != nil {
			t.Errorf("%q has %d typos", word, len(typos))
		}
	}
	if n := len(search.Typos("abcdefgh")); n != 52*8+25 {
		t.Errorf("a word of 8 different letters has %d typos", n)
	}
}

func checkTypos(t *testing.T, word string) {
	t.Helper()
	typos := search.Typos(word)
	if len(typos) > 72*len(word)+35 {
		t.Fatalf("%q has %d typos", word, len(typos))
	}
	for i, typo := range typos {
		if typo == word || i > 0 && typos[i-1] >= typo {
			t.Fatalf("%q has the typos %q", word, typos)
		}
		if d := len(typo) - len(word); d < -1 || d > 1 || search.Fold(typo) != typo {
			t.Fatalf("%q has the typo %q", word, typo)
		}
	}
}

func FuzzTypos(f *testing.F) {
	for _, text := range samples() {
		f.Add(text)
	}
	f.Add("aaaa")
	f.Add("1212")
	f.Fuzz(checkTypos)
}

func BenchmarkTypos(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		search.Typos("tianjn")
	}
}
