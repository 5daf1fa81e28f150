package search

import (
	"unicode/utf8"

	"civicgraph/internal/search/han"
)

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
	sounds []han.Sound
}

// maxJamo is the maximal number of parts of a Korean syllable.
const maxJamo = 3

func trace(text string) *traced {
	t := &traced{}
	folded := make([]byte, 0, len(text))
	current := span{} // of the current letter with its marks
	first := 0        // the size of what is folded of the letters before it
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		before := len(folded)
		folded, _ = appendFolded(folded, text[at:])
		if len(folded) == before || continues(r, folded[first:before]) {
			current.to = at + size
		} else {
			t.add(folded[first:before], current)
			current, first = span{at, at + size}, before
		}
		at += size
	}
	t.add(folded[first:], current)
	t.finish(string(folded))
	return t
}

// add appends the characters that one letter of the text folds to.
func (t *traced) add(folded []byte, from span) {
	for _, char := range string(folded) {
		t.all = append(t.all, letter{char: han.SimplifyRune(char), span: from})
	}
}

// finish derives the other fields from all, and from the folded text before it was simplified.
func (t *traced) finish(folded string) {
	before, hasHan := ' ', false
	t.solid = make([]letter, 0, len(t.all))
	for i := range t.all {
		l := &t.all[i]
		l.starts = startsWord(before, l.char)
		if l.char != ' ' {
			t.solid = append(t.solid, *l)
		}
		hasHan = hasHan || han.Is(l.char)
		before = l.char
	}
	if hasHan {
		t.sounds = han.Sounds(folded, len(t.solid))
	}
}

// continues reports whether a character belongs to the letter before it: it is a mark, or a vowel or a final consonant of a Korean
// syllable that is written in parts. folded is what that letter folds to so far.
func continues(r rune, folded []byte) bool {
	if 0x1160 <= r && r <= 0x11FF {
		return len(folded) > 0 && utf8.RuneCount(folded) < maxJamo
	}
	return isMark(r)
}
