package search

import (
	"unicode/utf8"
)

// span is a piece of a text, from and to in bytes.
type span struct{ from, to int }

// letter is one character of a folded text, with the piece of the original that it comes from: a whole letter with its marks,
// or several of them if more folded characters share it.
type letter struct {
	span

	char rune
	// starts tells whether a word begins with it.
	starts bool
}

// traced is a folded text that knows where its characters come from.
type traced struct {
	// all are its characters, solid those that are no space.
	all, solid []letter
	// sounds are those of the solid characters, one for one; none if there is no Han character among them.
	sounds []sound
}

// maxJamo is of how many parts a Korean syllable may be written.
const maxJamo = 3

func trace(text string) *traced {
	t := &traced{}
	folded := make([]byte, 0, len(text))
	cluster := 0 // the first character that the current letter of the text folds to
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		before := len(folded)
		folded, _ = appendFolded(folded, text[at:])
		if !continues(r, folded[before:], len(t.all)-cluster) {
			cluster = len(t.all)
		}
		from := at
		if cluster < len(t.all) {
			from = t.all[cluster].from
		}
		at += size
		for i := cluster; i < len(t.all); i++ {
			t.all[i].to = at
		}
		for _, char := range string(folded[before:]) {
			t.all = append(t.all, letter{char: char, span: span{from, at}})
		}
	}
	t.finish(string(folded))
	return t
}

// finish fills in what follows from the characters.
func (t *traced) finish(folded string) {
	before, han := ' ', false
	t.solid = make([]letter, 0, len(t.all))
	for i := range t.all {
		l := &t.all[i]
		l.starts = startsWord(before, l.char)
		if l.char != ' ' {
			t.solid = append(t.solid, *l)
		}
		han = han || isHan(l.char)
		before = l.char
	}
	if han {
		t.sounds = soundsOf(folded, len(t.solid))
	}
}

// continues reports whether a character belongs to the letter before it: it folds to nothing, or it is a vowel or a final
// consonant of a Korean syllable that is written in parts, of which there are so many already.
func continues(r rune, folded []byte, parts int) bool {
	return len(folded) == 0 || 0x1160 <= r && r <= 0x11FF && parts < maxJamo
}
