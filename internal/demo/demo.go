// Package demo holds the first source as records in import form.
package demo

import _ "embed" // for the records

//go:embed first-source.jsonl
var firstSource []byte

// FirstSource is what one report says of Tianjin and the Beijing-Tianjin-Hebei region, as JSON Lines.
func FirstSource() []byte { return firstSource }
