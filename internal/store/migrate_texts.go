package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// textTables are the tables and indexes of the index of words.
//
// A posting says that a text has a word. The text is one of a section (sectionOf): a field of the records of a kind, or the topics of a
// statement; and if many records share the text, a phrase. Phrases are the different roles of links, and labels and measures of figures;
// their ids have the code of the kind of these records, whose indexes are those of orders. word_end has the ends of each word from each
// character on, so that a part of a word is found too.
const textTables = `CREATE TABLE word (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE word_end (
  text TEXT NOT NULL,
  word INTEGER NOT NULL,
  PRIMARY KEY (text, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE posting (
  word INTEGER NOT NULL,
  section INTEGER NOT NULL,
  record_id INTEGER NOT NULL,
  PRIMARY KEY (word, section, record_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE phrase (
  id INTEGER PRIMARY KEY,
  field INTEGER NOT NULL,
  text TEXT NOT NULL,
  key TEXT NOT NULL -- folded
) STRICT;
CREATE UNIQUE INDEX phrase_text ON phrase (field, text);
CREATE INDEX figure_measure ON figure (measure, id);`

// indexTexts makes the index of words, for the records that exist.
func indexTexts(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, textTables); err != nil {
		return fmt.Errorf("make the index of words: %w", err)
	}
	var words keySorter
	defer words.close()
	if err := indexPhrases(ctx, tx, &words); err != nil {
		return fmt.Errorf("index roles, labels and measures: %w", err)
	}
	for _, from := range textsOfRecords() {
		if err := eachText(ctx, tx, from, &words); err != nil {
			return fmt.Errorf("index the texts of %s: %w", from.table, err)
		}
	}
	w := &wordWriter{insertions: newInsertions(sqliteDialect{}), exec: execIn(ctx, tx), tell: func(int) {}}
	if err := w.write(&words); err != nil {
		return fmt.Errorf("write the index of words: %w", err)
	}
	return nil
}

// textSource is a field of the records of a table as of migration 10.
type textSource struct {
	table, column string
	field         kg.TextField
}

func textsOfRecords() []textSource {
	all := []textSource{
		{"source", "title", kg.TitleText}, {"source", "publisher", kg.PublisherText}, {"statement", "summary", kg.StatementText},
		{"statement", "(SELECT group_concat(value, char(10)) FROM json_each(topics))", kg.TopicText},
	}
	for _, table := range []string{"official", "district", "park", "project", "rail_line", "station", "organization"} {
		all = append(all, textSource{table, "summary", kg.SummaryText})
	}
	return all
}

// eachText adds the words of the texts of a source to words.
func eachText(ctx context.Context, tx *sql.Tx, from textSource, words *keySorter) error {
	query := "SELECT id, " + from.column + " FROM " + from.table + " WHERE " + from.column + " IS NOT NULL"
	return eachRow(ctx, tx, query, nil, func(row *sql.Rows) error {
		var id int64
		var text string
		if err := row.Scan(&id, &text); err != nil {
			return err
		}
		return addWords(words, from.field, kg.ID(id), text)
	})
}

func addWords(words *keySorter, field kg.TextField, record kg.ID, text string) error {
	for _, word := range search.TextWords(text) {
		if err := words.add(searchKey{key: word, entity: record, item: sectionOf(field, record.Code()), start: wordAdded}); err != nil {
			return err
		}
	}
	return nil
}

// indexPhrases adds the phrases of links and figures, and their words to words.
func indexPhrases(ctx context.Context, tx *sql.Tx, words *keySorter) error {
	number := int64(0)
	for _, field := range []kg.TextField{kg.RoleText, kg.LabelText, kg.MeasureText} {
		table, column, kind := sharedSource(field)
		texts, err := stringsOf(ctx, tx, "SELECT DISTINCT "+column+" FROM "+table+" WHERE "+column+" <> ''")
		if err != nil {
			return err
		}
		for _, text := range texts {
			number++
			id := kg.NewID(kind, number)
			_, err := tx.ExecContext(ctx, "INSERT INTO phrase (id, field, text, key)\nVALUES ($1, $2, $3, $4)", int64(id), int64(field), text, search.Fold(text))
			if err := errors.Join(err, addWords(words, field, id, text)); err != nil {
				return err
			}
		}
	}
	return nil
}
