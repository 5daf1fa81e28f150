// Package demo contains the demo data as import lines.
package demo

import _ "embed" // for firstSource

//go:embed first-source.jsonl
var firstSource []byte

// FirstSource returns the facts of one report about Tianjin and the Beijing-Tianjin-Hebei region, as JSON Lines.
func FirstSource() []byte { return firstSource }
