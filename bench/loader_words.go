package main

import (
	"cmp"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// loaderPosting says that a text has a word: a text of a record, or a role, which many links share.
type loaderPosting struct {
	word    string
	section kg.ID
	record  kg.ID
}

// indexText adds the words of a text of a record.
func (l *loader) indexText(field kg.TextField, record kg.ID, text string) {
	for _, word := range search.TextWords(text) {
		l.postings = append(l.postings, loaderPosting{word: word, section: kg.NewID(record.Code(), int64(field)), record: record})
	}
}

// addRole adds a role that no earlier link has.
func (l *loader) addRole(role string) error {
	if role == "" || l.roles[role] {
		return nil
	}
	l.roles[role] = true
	id := kg.NewID(kg.KindLink, int64(len(l.roles)))
	if err := l.rows.phrase.id(id).int(int64(kg.RoleText)).text(role).text(search.Fold(role)).add(); err != nil {
		return err
	}
	l.indexText(kg.RoleText, id, role)
	return nil
}

// addWords writes the index of words, in its order.
func (l *loader) addWords() error {
	slices.SortFunc(l.postings, func(a, b loaderPosting) int {
		return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.section, b.section), cmp.Compare(a.record, b.record))
	})
	word := int64(0)
	for i, p := range l.postings {
		if i == 0 || p.word != l.postings[i-1].word {
			word++
			if err := l.rows.word.int(word).text(p.word).add(); err != nil {
				return err
			}
			for _, end := range search.WordEnds(p.word) {
				if err := l.rows.wordEnd.text(end).int(word).add(); err != nil {
					return err
				}
			}
		}
		if err := l.rows.posting.int(word).id(p.section).id(p.record).add(); err != nil {
			return err
		}
	}
	return nil
}
