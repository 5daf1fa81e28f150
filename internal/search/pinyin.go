package search

import (
	_ "embed" // for readings.txt
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// maxSounds is the maximal number of characters of a name that have pinyin.
const maxSounds = MaxKey + 8

//go:embed readings.txt
var readingsText string

// pronunciation is built at the first Han character and only read afterwards.
var pronunciation = sync.OnceValue(newBook)

// book contains the readings of Han characters.
type book struct {
	// phrases holds the phrases that begin with a character, the longest first.
	phrases map[rune][]phrase
	// characters holds the readings of characters that differ from those of the library.
	characters map[rune][]string
	// plain holds what is typed for each syllable of the library, which has tones: lu and lv for lǜ.
	plain map[string][]string
}

// phrase is a run of characters, and the reading of each.
type phrase struct {
	text     string
	readings [][]string
}

// sound is one character of a folded text other than a space.
type sound struct {
	char rune
	// readings is nil for other than Han characters, and for those without a known reading.
	readings []string
}

func newBook() *book {
	b := &book{phrases: map[rune][]phrase{}, characters: map[rune][]string{}, plain: map[string][]string{}}
	for line := range strings.Lines(readingsText) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		first, size := utf8.DecodeRuneInString(words[0])
		if size == len(words[0]) {
			b.characters[first] = words[1:]
			continue
		}
		p := phrase{text: words[0]}
		for _, reading := range words[1:] {
			p.readings = append(p.readings, []string{reading})
		}
		b.phrases[first] = append(b.phrases[first], p)
	}
	for _, phrases := range b.phrases {
		slices.SortStableFunc(phrases, func(a, b phrase) int { return len(b.text) - len(a.text) })
	}
	for _, listed := range pinyin.PinyinDict {
		syllable, _, _ := strings.Cut(listed, ",")
		if b.plain[syllable] == nil {
			b.plain[syllable] = typed(syllable)
		}
	}
	return b
}

// typed returns what is typed for a syllable with a tone. ü is typed u, as folding has it, or v.
func typed(syllable string) []string {
	readings := []string{squeeze(Fold(syllable))}
	if strings.ContainsAny(syllable, "üǖǘǚǜ") {
		readings = append(readings, strings.Replace(readings[0], "u", "v", 1))
	}
	return readings
}

// soundsOf returns the first characters of a folded text, at most limit, each with its readings.
func soundsOf(folded string, limit int) []sound {
	b := pronunciation()
	sounds := make([]sound, 0, min(limit, utf8.RuneCountInString(folded)))
	var inPhrase [][]string
	for at, r := range folded {
		if len(sounds) == limit {
			break
		}
		if r == ' ' {
			continue
		}
		s := sound{char: r}
		if len(inPhrase) == 0 {
			inPhrase = b.phraseAt(folded[at:], r)
		}
		if len(inPhrase) > 0 {
			s.readings, inPhrase = inPhrase[0], inPhrase[1:]
		} else if isHan(r) {
			s.readings = b.readings(r)
		}
		sounds = append(sounds, s)
	}
	return sounds
}

// phraseAt returns the reading of the longest phrase that the text begins with; empty if it begins with none.
func (b *book) phraseAt(text string, first rune) [][]string {
	for _, p := range b.phrases[first] {
		if strings.HasPrefix(text, p.text) {
			return p.readings
		}
	}
	return nil
}

// readings returns the readings of a single character, the usual one first.
func (b *book) readings(r rune) []string {
	if own, ok := b.characters[r]; ok {
		return own
	}
	syllable, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	return b.plain[syllable]
}
