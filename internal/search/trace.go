package search

import "unicode/utf8"

// span is a range of a text, in bytes.
type span struct{ from, to int }

// letter is one character of a folded text, with the range of the original that it comes from: a whole letter with its marks, which
// several folded characters may share.
type letter struct {
	span

	char rune
	// starts means that a word begins with it.
	starts bool
}

// traced is a folded text with the origins of its characters.
type traced struct {
	// all are its characters, solid those other than spaces.
	all, solid []letter
	// sounds are those of the solid characters, one for each; none if there is no Han character among them.
	sounds []sound
}

// maxJamo is the maximal number of parts of a Korean syllable.
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

// finish derives the other fields from all.
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

// continues reports whether a character belongs to the letter before it: it folds to nothing, or it is a vowel or a final consonant of
// a Korean syllable that is written in parts. parts is the number of parts so far.
func continues(r rune, folded []byte, parts int) bool {
	return len(folded) == 0 || 0x1160 <= r && r <= 0x11FF && parts < maxJamo
}
