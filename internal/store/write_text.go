package store

import (
	"maps"
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
	// phrases caches phrases that exist; lastPhrase is the running number of the newest.
	phrases       map[phrase]bool
	lastPhrase    int64
	hasLastPhrase bool
	// ids are the ids of words that were read before they are needed, 0 for those that are new; lastWord is that of the newest word.
	ids         map[string]int64
	lastWord    int64
	hasLastWord bool
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

// addPhrase adds a text of a field to the index, unless it is known. The text must be one of the chunk's (phraseReads).
func (b *Batch) addPhrase(field kg.TextField, text string) error {
	p := phrase{field, text}
	if text == "" || b.texts.phrases[p] {
		return nil
	}
	b.texts.phrases[p] = true
	_, _, kind := sharedSource(field)
	b.texts.lastPhrase++
	id := kg.NewID(kind, b.texts.lastPhrase)
	b.addRow("phrase", []string{"id", "field", "text", "key"}, []any{id, int64(field), text, search.Fold(text)})
	return b.changeText(field, id, "", text)
}

// phraseReads reads which phrases of records are in the index.
func (b *Batch) phraseReads(records []*kg.Record) (reads []request) {
	if len(b.texts.phrases) >= maxPhrases || b.texts.phrases == nil {
		b.texts.phrases = map[phrase]bool{}
	}
	wanted := map[kg.TextField][]string{}
	asked := map[phrase]bool{}
	for _, r := range records {
		eachPhrase(r, func(p phrase) {
			if p.text != "" && !b.texts.phrases[p] && !asked[p] {
				asked[p] = true
				wanted[p.field] = append(wanted[p.field], p.text)
			}
		})
	}
	for field, texts := range wanted {
		s := b.registry.sql()
		s.add("SELECT p.text\nFROM ", fromList(&s, texts), "\n", s.d.join(), " phrase p ON p.field = ", s.arg(int64(field)), " AND p.text = k.value")
		reads = append(reads, request{Query: s.done(), row: func(r *Row) error {
			b.texts.phrases[phrase{field, r.Text(0)}] = true
			return nil
		}})
	}
	if reads != nil && !b.texts.hasLastPhrase {
		b.texts.hasLastPhrase = true
		reads = append(reads, request{Query: Query{SQL: "SELECT max(id)\nFROM phrase"}, row: func(r *Row) error {
			b.texts.lastPhrase = kg.ID(r.Int(0)).Number()
			return nil
		}})
	}
	return reads
}

// eachPhrase calls use for the phrases of a record.
func eachPhrase(r *kg.Record, use func(phrase)) {
	switch {
	case r.Link != nil:
		use(phrase{kg.RoleText, r.Link.Role})
	case r.Figure != nil:
		use(phrase{kg.LabelText, r.Figure.Label})
		use(phrase{kg.MeasureText, r.Figure.Measure})
	}
}

// fewRecords is up to how many records a first chunk reads the ids of its words before it is put. They are likely all records of the
// batch, whose end then takes one round trip.
const fewRecords = 16

// wordReads reads the ids of the words of records.
func (b *Batch) wordReads(records []*kg.Record) []request {
	b.texts.ids = map[string]int64{}
	for _, r := range records {
		b.eachText(r, func(text string) {
			for _, word := range search.TextWords(text) {
				b.texts.ids[word] = 0
			}
		})
	}
	if len(b.texts.ids) == 0 {
		return nil
	}
	return []request{b.lastWordRead(), b.wordRead(slices.Sorted(maps.Keys(b.texts.ids)), b.texts.ids)}
}

// eachText calls use for the texts of a record that are in the index.
func (b *Batch) eachText(r *kg.Record, use func(string)) {
	eachPhrase(r, func(p phrase) { use(p.text) })
	if r.Statement != nil {
		use(r.Statement.Summary)
		use(topicsText(r.Statement.Topics))
	}
	if kind, ok := b.registry.Kinds.ByCode(r.Kind); ok {
		for i := range kind.Fields {
			if text, ok := r.Values[kind.Fields[i].Name].(string); ok && kind.Fields[i].Searched != kg.NoText {
				use(text)
			}
		}
	}
}

// lastWordRead reads the id of the newest word.
func (b *Batch) lastWordRead() request {
	return request{Query: Query{SQL: "SELECT coalesce(max(id), 0)\nFROM word"}, row: func(r *Row) error {
		b.texts.lastWord, b.texts.hasLastWord = r.Int(0), true
		return nil
	}}
}

// wordRead reads the ids of words.
func (b *Batch) wordRead(words []string, ids map[string]int64) request {
	s := b.registry.sql()
	s.add("SELECT w.text, w.id\nFROM ", fromList(&s, words), "\n", s.d.join(), " word w ON w.text = k.value")
	return request{Query: s.done(), row: func(r *Row) error {
		ids[r.Text(0)] = r.Int(1)
		return nil
	}}
}

// writeWords writes the changed words of texts.
func (b *Batch) writeWords(tell func(done int)) error {
	if b.texts.words.all == 0 {
		return nil
	}
	if !b.texts.hasLastWord {
		if err := b.send(b.lastWordRead()); err != nil {
			return err
		}
	}
	w := &wordWriter{
		insertions: b.store.insertions, exec: b.exec,
		find: func(words []string, ids map[string]int64) error { return b.send(b.wordRead(words, ids)) },
		ids:  b.texts.ids, last: b.texts.lastWord, tell: tell,
	}
	err := w.write(&b.texts.words)
	b.texts.lastWord, b.texts.ids = w.last, nil
	b.texts.words.close()
	b.texts.words = keySorter{}
	return err
}
