package graph

import (
	"fmt"
	"runtime"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/plan"
)

// Limits bound what one request, and all that are under way, may cost. The errors that they cause name them as the flags
// of the program do.
type Limits struct {
	// Body is how long the body of a request may be, in bytes.
	Body int
	// Tokens is how many tokens a document may have, comments too.
	Tokens int
	// Depth is how deep fields may stand in each other, or values.
	Depth int
	// Fields is how many fields, fragments and values of arguments a document may have, those of fragments counted wherever
	// they are spread.
	Fields int
	// Aliases is how many fields may be called otherwise.
	Aliases int
	// Duplicates is how often one place of the answer may be selected; once more for every inline fragment around it.
	Duplicates int
	// Complexity is how many values an answer may hold if all its pages are full, which they rarely are: what it really
	// holds is bounded by time and by its length.
	Complexity int
	// Introspection is how many fields of the schema's description may be asked for, lists in full.
	Introspection int
	// Variables is how many values the variables may hold, in lists and objects too.
	Variables int
	// Plan bounds what is read and answered.
	Plan plan.Limits
	// Time is how long a request may be worked on, Send how long its client may take to fetch the answer.
	Time, Send time.Duration
	// Concurrent is how many requests are worked on at a time, Queue how many more may wait, and Wait for how long.
	Concurrent, Queue int
	Wait              time.Duration
	// InFlight is how many bytes of bodies and answers may be held at a time, waiting for clients that are slow to send
	// or take them.
	InFlight int
}

// DefaultLimits let through what people and programs ask, on a machine with this many cores.
func DefaultLimits() Limits {
	return Limits{
		Body:          256 << 10,
		Tokens:        2000,
		Depth:         30,
		Fields:        2000,
		Aliases:       250,
		Duplicates:    50,
		Complexity:    10_000_000_000,
		Introspection: 50_000,
		Variables:     2000,
		Plan:          plan.DefaultLimits(),
		Time:          10 * time.Second,
		Send:          30 * time.Second,
		Concurrent:    8 * runtime.GOMAXPROCS(0),
		Queue:         500,
		Wait:          5 * time.Second,
		InFlight:      128 << 20,
	}
}

// Names of limits, as the program's flags have them.
const (
	limitBody          = "max-body"
	limitTokens        = "max-tokens"
	limitDepth         = "max-depth"
	limitFields        = "max-fields"
	limitAliases       = "max-aliases"
	limitDuplicates    = "max-duplicates"
	limitComplexity    = "max-complexity"
	limitIntrospection = "max-introspection"
	limitVariables     = "max-variables"
	limitAnswer        = "max-answer"
	limitTime          = "max-time"
	limitReadTime      = "max-read-time"
	limitConcurrent    = "max-concurrent"
	limitInFlight      = "max-in-flight"
)

// Codes of errors that are about requests rather than about what they ask for.
const (
	codeBadRequest   = "BAD_REQUEST"
	codeTimeout      = "TIMEOUT"
	codeOverloaded   = "OVERLOADED"
	codeParse        = "GRAPHQL_PARSE_FAILED"
	codeValidation   = "GRAPHQL_VALIDATION_FAILED"
	codeNotPersisted = "PERSISTED_QUERY_NOT_FOUND"
	codeNotTrusted   = "UNTRUSTED_DOCUMENT"
	codeUnsupported  = "UNSUPPORTED"
	codeInternal     = "INTERNAL"
)

// problemf is an error with a code and a sentence.
func problemf(code, format string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": code}}
}

// exceeded is the error of what goes beyond a limit.
func exceeded(limit string, most int, sentence string) *gqlerror.Error {
	problem := problemf(string(kg.TooLarge), "%s (limit %s: %d)", sentence, limit, most)
	problem.Extensions["limit"], problem.Extensions["max"] = limit, most
	return problem
}
