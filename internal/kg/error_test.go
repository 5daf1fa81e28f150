package kg_test

import (
	"errors"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// clientError returns an error as a *kg.Error, with a code and a message of one line.
func clientError(t *testing.T, err error) *kg.Error {
	t.Helper()
	var refused *kg.Error
	if !errors.As(err, &refused) {
		t.Fatalf("the error is %v, want a *kg.Error", err)
	}
	if refused.Code == "" || refused.Message == "" || strings.ContainsAny(refused.Error(), "\r\n") {
		t.Errorf("%q (%s) is not a message of one line", refused.Error(), refused.Code)
	}
	return refused
}
