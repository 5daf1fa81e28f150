package han

import (
	_ "embed" // for the tables
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

//go:embed readings.txt
var readingsText string

//go:embed places.txt
var placesText string

// general has readings.txt, official places.txt too. They are built at the first Han character and only read afterwards.
var (
	general  = sync.OnceValue(func() *book { return newBook(readingsText) })
	official = sync.OnceValue(func() *book { return newBook(readingsText, placesText) })
)

// Sound is one character of a text other than a space.
type Sound struct {
	// Char is the simplified character.
	Char rune
	// Readings are its pinyin without tones, the usual one first: nil for other than Han characters, and for those without a known one.
	Readings []string
}

// Sounds returns the first characters of a text, at most limit, each with its readings. The text is folded, but not simplified, because
// a traditional character can have a reading of its own.
func Sounds(text string, limit int) []Sound { return official().sounds(text, limit) }

// GeneralSounds returns the same as Sounds without the readings of places: those that places.txt is made to mend.
func GeneralSounds(text string, limit int) []Sound { return general().sounds(text, limit) }

// book contains the readings of Han characters.
type book struct {
	// phrases holds the phrases that begin with a character, the longest first, all in simplified characters.
	phrases map[rune][]phrase
	// characters holds the readings of characters that differ from those of the library.
	characters map[rune][]string
	// plain holds what is typed for each syllable of the library, which has tones: lu and lv for lǜ.
	plain map[string][]string
}

// phrase is a run of characters, and the readings of each.
type phrase struct {
	text     string
	readings [][]string
}

// newBook reads files with lines of a phrase and the syllable of each of its characters, or of a character and its readings. Several
// readings of one character in a phrase have commas between. A later file overrides an earlier one.
func newBook(files ...string) *book {
	b := &book{phrases: map[rune][]phrase{}, characters: map[rune][]string{}, plain: map[string][]string{}}
	for _, file := range slices.Backward(files) { // the first phrase of a length counts
		for line := range strings.Lines(file) {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] == "#" {
				continue
			}
			b.add(words[0], words[1:])
		}
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

func (b *book) add(text string, syllables []string) {
	if first, size := utf8.DecodeRuneInString(text); size == len(text) {
		b.characters[first] = syllables
		return
	}
	p := phrase{text: Simplify(text)}
	for _, readings := range syllables {
		p.readings = append(p.readings, withU(strings.Split(readings, ",")))
	}
	first, _ := utf8.DecodeRuneInString(p.text)
	b.phrases[first] = append(b.phrases[first], p)
}

// withU adds the spelling with u to each reading with v for ü, before it.
func withU(readings []string) []string {
	for i := 0; i < len(readings); i++ {
		if strings.Contains(readings[i], "v") {
			readings = slices.Insert(readings, i, strings.Replace(readings[i], "v", "u", 1))
			i++
		}
	}
	return readings
}

// typed returns what is typed for a syllable with a tone. ü is typed u, as folding has it, or v.
func typed(syllable string) []string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(syllable))
	if strings.ContainsAny(syllable, "üǖǘǚǜ") {
		return []string{bare, strings.Replace(bare, "u", "v", 1)}
	}
	return []string{bare}
}

func (b *book) sounds(text string, limit int) []Sound {
	sounds := make([]Sound, 0, min(limit, utf8.RuneCountInString(text)))
	simple := Simplify(text)
	var inPhrase [][]string
	for _, r := range text {
		s := Sound{}
		char, size := utf8.DecodeRuneInString(simple)
		s.Char = char
		if char == ' ' {
			simple = simple[size:]
			continue
		}
		if len(sounds) == limit {
			break
		}
		if len(inPhrase) == 0 {
			inPhrase = b.phraseAt(simple, char)
		}
		if len(inPhrase) > 0 {
			s.Readings, inPhrase = inPhrase[0], inPhrase[1:]
		} else if Is(r) {
			s.Readings = b.readings(r, char)
		}
		simple = simple[size:]
		sounds = append(sounds, s)
	}
	return sounds
}

// phraseAt returns the readings of the longest phrase that the text begins with; none if it begins with none.
func (b *book) phraseAt(text string, first rune) [][]string {
	for _, p := range b.phrases[first] {
		if strings.HasPrefix(text, p.text) {
			return p.readings
		}
	}
	return nil
}

// readings returns the readings of a single character with a simplified form, the usual one first.
func (b *book) readings(r, simple rune) []string {
	if own, ok := b.characters[r]; ok {
		return own
	}
	readings := b.usual(simple)
	if r == simple {
		return readings
	}
	for _, own := range b.usual(r)[:min(1, len(b.usual(r)))] {
		if !slices.Contains(readings, own) {
			readings = append(slices.Clone(readings), own)
		}
	}
	return readings
}

// usual returns the readings of a character without regard to other forms of it.
func (b *book) usual(r rune) []string {
	if own, ok := b.characters[r]; ok {
		return own
	}
	syllable, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	return b.plain[syllable]
}
