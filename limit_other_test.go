//go:build !linux

package main

// limitFiles does nothing where the tests do not ask for it.
func limitFiles() {}
