package kg_test

import (
	"errors"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// mistakeOf is an error as the mistake of a caller that it must be: one line, with words and a code.
func mistakeOf(t *testing.T, err error) *kg.Error {
	t.Helper()
	var mistake *kg.Error
	if !errors.As(err, &mistake) {
		t.Fatalf("the error is %v, want a *kg.Error", err)
	}
	if mistake.Code == "" || mistake.Message == "" || strings.ContainsAny(mistake.Error(), "\r\n") {
		t.Errorf("%q (%s) is no sentence on one line", mistake.Error(), mistake.Code)
	}
	return mistake
}
