package store

import (
	"civicgraph/internal/search"
)

// wordBlock is the number of changes that a wordWriter looks up words for at once.
const wordBlock = 1 << 12

// wordWriter writes the index of words: which words there are, the ends of each, and the texts with each.
type wordWriter struct {
	*insertions

	exec func(query string, args ...any) error
	// find reads the ids of words that exist into ids.
	find func(words []string, ids map[string]int64) error
	// ids are ids of words that were read already, 0 for words that are new. All others are looked up, unless last is 0.
	ids map[string]int64
	// last is the id of the newest word.
	last int64
	tell func(done int)

	isEmpty               bool
	words, postings, ends rowWriter
}

// write writes the changes of sorted words (textChanges.words).
func (w *wordWriter) write(changes *keySorter) error {
	w.isEmpty = w.last == 0
	if w.ids == nil {
		w.ids = map[string]int64{}
	}
	w.words = newRowWriter(w.insertions, w.exec, "word", []string{"id", "text"}, "")
	w.postings = newRowWriter(w.insertions, w.exec, "posting", []string{"word", "section", "record_id"}, skipExisting)
	w.ends = newRowWriter(w.insertions, w.exec, "word_end", []string{"text", "word"}, skipExisting)
	var block []searchKey
	done := 0
	err := changes.each(func(k *searchKey) error {
		if done++; done%toldKeys == 0 {
			w.tell(done)
		}
		last := len(block) - 1
		if last >= 0 && block[last].key == k.key && block[last].entity == k.entity && block[last].item == k.item {
			block[last] = *k
			return nil
		}
		if len(block) == wordBlock {
			if err := w.writeBlock(block); err != nil {
				return err
			}
			block = block[:0]
		}
		block = append(block, *k)
		return nil
	})
	if err == nil {
		err = w.writeBlock(block)
	}
	for _, rows := range []*rowWriter{&w.words, &w.postings, &w.ends} {
		if err == nil {
			err = rows.flush()
		}
	}
	return err
}

// writeBlock writes changes of sorted words, one for each text of a word.
func (w *wordWriter) writeBlock(block []searchKey) error {
	if err := w.findWords(block); err != nil {
		return err
	}
	defer w.keepLast(block)
	for i := range block {
		k := &block[i]
		if k.start%wordActions == wordRemoved {
			if err := w.remove(k); err != nil {
				return err
			}
			continue
		}
		id, err := w.idOf(k.key)
		if err == nil {
			err = w.postings.add(id, k.item, k.entity)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// remove removes a text from those of a word.
func (w *wordWriter) remove(k *searchKey) error {
	s := sqlBuilder{d: w.dialect}
	s.add("DELETE FROM posting\nWHERE word = (SELECT id FROM word WHERE text = ", s.arg(k.key), ") AND section = ", s.arg(k.item),
		" AND record_id = ", s.arg(k.entity))
	return w.exec(s.String(), s.args...)
}

// keepLast forgets the ids of the words of a block but the last, which may go on in the next block.
func (w *wordWriter) keepLast(block []searchKey) {
	if len(block) < wordBlock {
		return
	}
	last := block[len(block)-1].key
	id := w.ids[last]
	clear(w.ids)
	if id != 0 {
		w.ids[last] = id
	}
}

// findWords looks up the words of a block that texts gain.
func (w *wordWriter) findWords(block []searchKey) error {
	var unknown []string
	for i := range block {
		k := &block[i]
		if _, isKnown := w.ids[k.key]; isKnown || k.start%wordActions == wordRemoved {
			continue
		}
		w.ids[k.key] = 0
		unknown = append(unknown, k.key)
	}
	if unknown == nil || w.isEmpty {
		return nil
	}
	return w.find(unknown, w.ids)
}

// idOf returns the id of a word, and adds the word if it is new.
func (w *wordWriter) idOf(word string) (int64, error) {
	if id := w.ids[word]; id != 0 {
		return id, nil
	}
	w.last++
	w.ids[word] = w.last
	if err := w.words.add(w.last, word); err != nil {
		return 0, err
	}
	for _, end := range search.WordEnds(word) {
		if err := w.ends.add(end, w.last); err != nil {
			return 0, err
		}
	}
	return w.last, nil
}
