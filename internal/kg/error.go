package kg

import "fmt"

// ErrorCode names a kind of caller's mistake. It is stable: clients branch on it.
type ErrorCode string

// Codes of what can be wrong in a question.
const (
	BadArgument ErrorCode = "BAD_ARGUMENT"
	BadCursor   ErrorCode = "BAD_CURSOR"
	BadID       ErrorCode = "BAD_ID"
	BadPage     ErrorCode = "BAD_PAGE"
)

// Codes of what can be wrong in a record; BadDate serves questions too.
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

// Error is a mistake of the caller, in words that say how to mend it. Every other error is the server's own.
type Error struct {
	Code    ErrorCode
	Message string
	// Field is the path of what is wrong, `district.names.0.text`; empty where it is the whole.
	Field string
}

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Errorf makes an Error of a code and a sentence.
func Errorf(code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

func fieldErrorf(field string, code ErrorCode, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Field: field}
}
