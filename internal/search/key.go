package search

import (
	"unicode/utf8"

	"civicgraph/internal/search/han"
)

const (
	// MaxKey is the length of the longest key, in characters. Names that differ only behind it have the same keys.
	MaxKey = 40
	// MaxKeys is the maximal number of keys of a name: enough for the suffixes and the pinyin of 40 Han characters.
	MaxKeys = 96
	// MaxSpellings is the maximal number of pinyin spellings of a name.
	MaxSpellings = 4
	// maxSounds is the maximal number of characters of a name that have pinyin.
	maxSounds = MaxKey + 8
)

// Start is where in its name a key begins.
type Start uint8

// Starts, the better first.
const (
	// Whole is the beginning of the name.
	Whole Start = 0
	// Word is a later word, or a later Han character.
	Word Start = 1
)

// Key is a text by which a name is found.
type Key struct {
	Text  string
	Start Start
}

// Keys returns the search keys of a name: each suffix of the folded name that begins with a word or a Han character; the name without
// spaces, if it has any; and, if it has Han characters, its pinyin without spaces, from the beginning and from each Han character. So
// every run of words, of Han characters and of their syllables is a prefix of some key. A key that occurs twice is returned once, as
// Whole if it is that anywhere. A name without letters and digits has no keys.
func Keys(text string) []Key {
	plain := fold(text)
	folded := han.Simplify(plain)
	keys := keyList{}
	hasHan, spaced := false, false
	before := ' '
	for at, r := range folded {
		if startsWord(before, r) {
			keys.add(folded[at:], startAt(at))
		}
		hasHan = hasHan || han.Is(r)
		spaced = spaced || r == ' '
		before = r
	}
	if spaced {
		keys.add(squeeze(folded), Whole)
	}
	if hasHan {
		keys.addPinyin(han.Sounds(plain, maxSounds))
	}
	return keys
}

// CodeKeys returns the search keys of an identifier: its value, and its value after its scheme, both Whole. A value of several words,
// such as a number with hyphens, also has a key without spaces.
func CodeKeys(scheme, value string) []Key {
	folded := Fold(value)
	if folded == "" {
		return nil
	}
	keys := keyList{}
	keys.add(folded, Whole)
	if scheme := Fold(scheme); scheme != "" {
		keys.add(scheme+" "+folded, Whole)
	}
	keys.add(squeeze(folded), Whole)
	return keys
}

// startsWord reports whether a word of a folded text begins with r. A word begins with every Han character, and behind every Han
// character.
func startsWord(before, r rune) bool {
	return r != ' ' && (before == ' ' || han.Is(r) || han.Is(before))
}

func startAt(at int) Start {
	if at == 0 {
		return Whole
	}
	return Word
}

// keyList collects the keys of one name.
type keyList []Key

func (l *keyList) add(folded string, start Start) {
	text := cut(folded)
	for i := range *l {
		if known := &(*l)[i]; known.Text == text {
			known.Start = min(known.Start, start)
			return
		}
	}
	if len(*l) < MaxKeys {
		if *l == nil {
			*l = make([]Key, 0, 8)
		}
		*l = append(*l, Key{Text: text, Start: start})
	}
}

// addPinyin adds the pinyin of the name with the first reading of every character, and one spelling for each other reading of one
// character. Combinations of several are not added: they would multiply.
func (l *keyList) addPinyin(sounds []han.Sound) {
	l.addSpelling(sounds, 0, 0)
	spellings := 1
	for i, s := range sounds {
		for reading := 1; reading < len(s.Readings); reading++ {
			if spellings == MaxSpellings {
				return
			}
			l.addSpelling(sounds, i, reading)
			spellings++
		}
	}
}

// addSpelling adds the keys of one spelling, in which the sound at varied has the given reading. Keys that begin behind that sound were
// added with the first spelling.
func (l *keyList) addSpelling(sounds []han.Sound, varied, reading int) {
	spelt := make([]byte, 0, 8*len(sounds))
	starts := make([]int, len(sounds))
	for i, s := range sounds {
		starts[i] = len(spelt)
		switch {
		case s.Readings == nil:
			spelt = utf8.AppendRune(spelt, s.Char)
		case i == varied:
			spelt = append(spelt, s.Readings[reading]...)
		default:
			spelt = append(spelt, s.Readings[0]...)
		}
	}
	text := string(spelt)
	for i, s := range sounds {
		if reading > 0 && i > varied {
			return
		}
		if s.Readings != nil || i == 0 {
			l.add(text[starts[i]:], startAt(i))
		}
	}
}
