// Package search turns names into search keys that a database looks up by equality and by prefix, and rates how well results match
// a query. It contains rules only: no SQL, no records.
//
// # Keys
//
// A name is folded (Fold) and stored as its suffixes (Keys), so that an ordinary index finds the names with a word that begins with
// a prefix as a range of keys. A query is folded in the same way (Parse), so both sides agree by construction.
//
// # Han characters
//
// Keys and queries have the simplified form of Han characters, and names are found by their pinyin: see package han. The pinyin of a
// name has one key for its usual reading, and one for each other reading of one character; see MaxSpellings.
//
// # Matching
//
// Class documents the rules of matching and ranking, in terms that SQL can evaluate.
package search
