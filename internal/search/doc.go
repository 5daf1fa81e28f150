// Package search turns names into search keys that a database looks up by equality and by prefix, and rates how well results match
// a query. It contains rules only: no SQL, no records.
//
// # Keys
//
// A name is folded (Fold) and stored as its suffixes (Keys), so that an ordinary index finds the names with a word that begins with
// a prefix as a range of keys. A query is folded in the same way (Parse), so both sides agree by construction.
//
// # Pinyin
//
// The sound of a Han character comes from github.com/mozillazg/go-pinyin: MIT, without dependencies, released since 2014 and
// last in 2025, one table of 42,000 characters that costs 2 MB and 5 ms at the start. It covers single characters, and lists
// every reading of a historical dictionary (广 is guang, yan and an), so a key for each of them would fill the table with sounds that
// nobody types. Its forks and alternatives with phrases had no release since 2021, or need a segmenter written in C++. So this package
// adds readings.txt, written by hand: phrases whose sound differs from that of their characters (重庆 is chongqing), and the few
// characters with several readings in names (单 as a surname is shan, elsewhere dan). Only those, and ü, which is typed u or v, have
// keys for each reading; see MaxSpellings.
//
// # Matching
//
// Class documents the rules of matching and ranking, in terms that SQL can evaluate.
package search
