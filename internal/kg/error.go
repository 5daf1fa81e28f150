package kg

import (
	"errors"
	"fmt"
	"strings"
)

// ErrorCode is the code of a client error. Codes are stable: clients branch on them.
type ErrorCode string

// Codes of errors in requests.
const (
	BadArgument ErrorCode = "BAD_ARGUMENT"
	BadCursor   ErrorCode = "BAD_CURSOR"
	BadID       ErrorCode = "BAD_ID"
	BadPage     ErrorCode = "BAD_PAGE"
)

// Codes of errors in records; BadDate is one of requests too.
const (
	InvalidJSON      ErrorCode = "INVALID_JSON"
	UnknownKind      ErrorCode = "UNKNOWN_KIND"
	MissingField     ErrorCode = "MISSING_FIELD"
	BadValue         ErrorCode = "BAD_VALUE"
	BadDate          ErrorCode = "BAD_DATE"
	BadPeriod        ErrorCode = "BAD_PERIOD"
	BadSlug          ErrorCode = "BAD_SLUG"
	Duplicate        ErrorCode = "DUPLICATE"
	UnknownReference ErrorCode = "UNKNOWN_REFERENCE"
	BadLink          ErrorCode = "BAD_LINK"
	NoCitation       ErrorCode = "NO_CITATION"
	TooLarge         ErrorCode = "TOO_LARGE"
)

// Error is an error of the client, with a message that says how to fix it. Every other error is internal.
type Error struct {
	Code    ErrorCode
	Message string
	// Field is the path of the invalid value, `district.names.0.text`; empty for the whole.
	Field string
	// Unknown is the record that an UnknownReference of a record refers to.
	Unknown Ref
	// Repeats means that the record adds nothing to an earlier one of the same file. It can be skipped.
	Repeats bool
}

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Errorf returns an Error with a code and a formatted message.
func Errorf(code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

func fieldErrorf(field string, code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Field: field}
}

// Errors are all errors of one record, in the order of its fields.
type Errors []*Error

// Error joins the messages.
func (e Errors) Error() string {
	messages := make([]string, len(e))
	for i, one := range e {
		messages[i] = one.Error()
	}
	return strings.Join(messages, "; ")
}

// Unwrap returns the errors.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// ErrorsOf returns the client errors that an error consists of. It is nil for an internal error.
func ErrorsOf(err error) Errors {
	if all, ok := errors.AsType[Errors](err); ok {
		return all
	}
	if one, ok := errors.AsType[*Error](err); ok {
		return Errors{one}
	}
	return nil
}
