// Package han knows Han characters: their simplified forms and their pinyin.
//
// # Simplified forms
//
// simplified.txt holds what OpenCC's table of traditional characters and its table of allographs make of single characters. Several
// characters may have one form (髮 and 發 are 发), so texts are compared in the simplified form only, never shown in it. Forms that only
// Japanese simplified (広, 駅) stay as they are: to Chinese readers they are characters of their own, and 広島 is written so everywhere.
// Traditional characters in Japanese names (東, 國) have their simplified form too, so 東京 and 东京 find each other.
//
// # Pinyin
//
// The sound of a character comes from github.com/mozillazg/go-pinyin: MIT, without dependencies, released since 2014 and last in 2025,
// one table of 42,000 characters that costs 2 MB and 5 ms at the start. It covers single characters, and lists every reading of a
// historical dictionary (广 is guang, yan and an), so a key for each of them would fill a database with sounds that nobody types. Its
// forks and alternatives with phrases had no release since 2021, or need a segmenter written in C++. So two files add to it:
//
//   - readings.txt, written by hand: phrases whose sound differs from that of their characters (重庆 is chongqing), and characters with
//     another usual reading, or with several in names (单 as a surname is shan, elsewhere dan).
//   - places.txt, generated: the names of Chinese divisions that official spellings read otherwise than that. The reading of a
//     division down to the county replaces the other; that of a township, which are partly wrong at the source, is a further one.
//
// Only those, and ü, which is typed u or v, have several readings. A traditional character has the readings of its simplified form and
// its own usual one.
package han

//go:generate go run ./build
