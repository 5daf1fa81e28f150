package store

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// sectionOf returns the number of a section of the index of words: the texts of a field of one kind of record.
func sectionOf(field kg.TextField, kind kg.Code) int64 { return int64(kg.NewID(kind, int64(field))) }

// sharedSource returns the table and the column of a field with shared texts, and the kind of its records.
func sharedSource(field kg.TextField) (table, column string, kind kg.Code) {
	switch field {
	case kg.RoleText:
		return "link", "role", kg.KindLink
	case kg.LabelText:
		return "figure", "label", kg.KindFigure
	default:
		return "figure", "measure", kg.KindFigure
	}
}

// sharedText returns the expression of a shared text in a row of its table with an alias. The index on it has the very same text.
func sharedText(field kg.TextField, alias string) string {
	_, column, _ := sharedSource(field)
	if field == kg.RoleText {
		return "nullif(" + alias + "." + column + ", '')"
	}
	return alias + "." + column
}

// textChanges holds what a batch changes in the index of words.
type textChanges struct {
	// words are words that texts gain and lose: the key is the word, the entity the record or phrase, the item the section, and start
	// is the action, plus wordActions for every change of a text before. Of several changes of one word in one text the last one counts.
	words keySorter
	order int64
	// phrases caches phrases that exist; lastPhrase is the running number of the newest, 0 if it was not read.
	phrases    map[phrase]bool
	lastPhrase int64
}

type phrase struct {
	field kg.TextField
	text  string
}

// maxPhrases bounds the phrases that a batch caches.
const maxPhrases = 1 << 14

// What happens to a word of a text.
const (
	wordRemoved = 0
	wordAdded   = 1
	wordActions = 2
)

// changeText replaces a text of a record. Its words are written at the end of the batch, sorted.
func (b *Batch) changeText(field kg.TextField, record kg.ID, before, after string) error {
	if before == after {
		return nil
	}
	had, has := search.TextWords(before), search.TextWords(after)
	section := sectionOf(field, record.Code())
	b.texts.order += wordActions
	for _, change := range []struct {
		words, unless []string
		action        int64
	}{{had, has, wordRemoved}, {has, had, wordAdded}} {
		for _, word := range change.words {
			if _, isBoth := slices.BinarySearch(change.unless, word); isBoth {
				continue
			}
			err := b.texts.words.add(searchKey{key: word, entity: record, item: section, start: b.texts.order + change.action})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// addTexts adds the texts of a new record of a kind.
func (b *Batch) addTexts(id kg.ID, kind *kg.Kind, values map[string]any) error {
	for i := range kind.Fields {
		f := &kind.Fields[i]
		if text, ok := values[f.Name].(string); ok && f.Searched != kg.NoText {
			if err := b.changeText(f.Searched, id, "", text); err != nil {
				return err
			}
		}
	}
	return nil
}

// changeTexts replaces the texts of a record of a kind that differ.
func (b *Batch) changeTexts(id kg.ID, kind *kg.Kind, d *difference) error {
	for i := range kind.Fields {
		f := &kind.Fields[i]
		if _, differs := d.after[f.Name]; !differs || f.Searched == kg.NoText {
			continue
		}
		before, _ := d.before[f.Name].(string)
		after, _ := d.after[f.Name].(string)
		if err := b.changeText(f.Searched, id, before, after); err != nil {
			return err
		}
	}
	return nil
}

// topicsText returns the topics of a statement as one text.
func topicsText(topics []string) string { return strings.Join(topics, "\n") }

// addPhrase adds a text of a field to the index, unless it is known.
func (b *Batch) addPhrase(field kg.TextField, text string) error {
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
	_, _, kind := sharedSource(field)
	id := kg.NewID(kind, b.texts.lastPhrase+1)
	added, err := b.insertedBy(insertPhrase, id, int64(field), text, search.Fold(text))
	if err != nil || !added {
		return err
	}
	b.texts.lastPhrase++
	return b.changeText(field, id, "", text)
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
