package store

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// phraseField is a field whose texts many records share. The index has words of each different text once, and the records by the text.
type phraseField int64

// Fields with shared texts, as they are stored.
const (
	rolePhrase    phraseField = 1
	labelPhrase   phraseField = 2
	measurePhrase phraseField = 3
)

// source returns the table and the column of the texts, and the kind of its records.
func (f phraseField) source() (table, column string, kind kg.Code) {
	switch f {
	case rolePhrase:
		return "link", "role", kg.KindLink
	case labelPhrase:
		return "figure", "label", kg.KindFigure
	default:
		return "figure", "measure", kg.KindFigure
	}
}

// of returns the expression of the text in a row of the table with an alias. The index on it has the very same text.
func (f phraseField) of(alias string) string {
	_, column, _ := f.source()
	if f == rolePhrase {
		return "nullif(" + alias + "." + column + ", '')"
	}
	return alias + "." + column
}

// textChanges holds what a batch changes in the index of words.
type textChanges struct {
	// words are words that texts gain and lose: the key is the word, the entity the record or phrase, and start is wordAdded or
	// wordRemoved. Of several changes of one word the one with the largest item, which is their order, counts.
	words keySorter
	order int64
	// phrases caches phrases that exist; lastPhrase is the running number of the newest, 0 if it was not read.
	phrases    map[phrase]bool
	lastPhrase int64
}

type phrase struct {
	field phraseField
	text  string
}

// maxPhrases bounds the phrases that a batch caches.
const maxPhrases = 1 << 14

// What happens to a word of a text.
const (
	wordRemoved = 0
	wordAdded   = 1
)

// searchedText returns the text of a record of a kind by whose words it is found.
func searchedText(kind *kg.Kind, values map[string]any) string {
	var b strings.Builder
	for i := range kind.Fields {
		if text, ok := values[kind.Fields[i].Name].(string); ok && kind.Fields[i].Searched {
			b.WriteString(text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// statementText returns the text of a statement by whose words it is found.
func statementText(summary string, topics []string) string {
	return summary + "\n" + strings.Join(topics, "\n")
}

// changeText replaces the words of a record's text. They are written at the end of the batch, sorted.
func (b *Batch) changeText(record kg.ID, before, after string) error {
	if before == after {
		return nil
	}
	had, has := search.TextWords(before), search.TextWords(after)
	b.texts.order++
	for _, change := range []struct {
		words, unless []string
		action        int64
	}{{had, has, wordRemoved}, {has, had, wordAdded}} {
		for _, word := range change.words {
			if _, isBoth := slices.BinarySearch(change.unless, word); isBoth {
				continue
			}
			if err := b.texts.words.add(searchKey{key: word, entity: record, item: b.texts.order, start: change.action}); err != nil {
				return err
			}
		}
	}
	return nil
}

// addPhrase adds a text of a field to the index, unless it is known.
func (b *Batch) addPhrase(field phraseField, text string) error {
	p := phrase{field, text}
	if text == "" || b.texts.phrases[p] {
		return nil
	}
	if b.texts.lastPhrase == 0 {
		_, err := b.row("SELECT max(id) FROM phrase", nil, func(r *Row) { b.texts.lastPhrase = kg.ID(r.Int(0)).Number() })
		if err != nil {
			return err
		}
	}
	if len(b.texts.phrases) >= maxPhrases || b.texts.phrases == nil {
		b.texts.phrases = map[phrase]bool{}
	}
	b.texts.phrases[p] = true
	_, _, kind := field.source()
	id := kg.NewID(kind, b.texts.lastPhrase+1)
	added, err := b.insertedBy(insertPhrase, id, int64(field), text, search.Fold(text))
	if err != nil || !added {
		return err
	}
	b.texts.lastPhrase++
	return b.changeText(id, "", text)
}

const insertPhrase = "INSERT INTO phrase (id, field, text, key)\nVALUES ($1, $2, $3, $4)\nON CONFLICT DO NOTHING"

// writeWords writes the changed words of texts.
func (b *Batch) writeWords(tell func(done int)) error {
	if b.texts.words.all == 0 {
		return nil
	}
	w := &wordWriter{
		exec: b.exec,
		find: func(word string) (id int64, err error) {
			err = b.rows(selectWord, []any{word}, func(r *Row) { id = r.Int(0) })
			return id, err
		},
		tell: tell,
	}
	err := b.rows(selectLastWord, nil, func(r *Row) { w.last = r.Int(0) })
	if err == nil {
		err = w.write(&b.texts.words)
	}
	b.texts.words.close()
	b.texts.words = keySorter{}
	return err
}
