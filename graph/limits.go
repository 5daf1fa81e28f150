package graph

import (
	"runtime"
	"time"

	"civicgraph/internal/plan"
)

// Limits bounds the cost of one request, and of all requests together. Errors name a limit as the program's flag does.
type Limits struct {
	// Body is the size of a request body in bytes.
	Body int
	// Tokens is the number of tokens in a document, comments included.
	Tokens int
	// Depth is how deep fields may be nested, and values.
	Depth int
	// Fields is the number of fields, fragments and argument values in a document. Those of a fragment count wherever it is
	// spread.
	Fields int
	// Aliases is the number of fields with an alias.
	Aliases int
	// Duplicates is how often one position of the response may be selected. Each inline fragment around a selection counts.
	Duplicates int
	// Complexity is the number of values in a response if all its pages were full, which they rarely are. Time and Plan
	// limit what a response really costs.
	Complexity int
	// Introspection is the number of fields that a query may resolve about the schema.
	Introspection int
	// Variables is the number of values in the variables, those in lists and objects included.
	Variables int
	// Plan limits what internal/plan reads and writes.
	Plan plan.Limits
	// Time is how long a request may be executed, Send how long its client may take to receive the response.
	Time, Send time.Duration
	// Concurrent is the number of requests executed at a time. Queue is how many more may wait, and Wait for how long.
	Concurrent, Queue int
	Wait              time.Duration
	// InFlight is the number of bytes of bodies and responses that may wait for slow clients.
	InFlight int
}

// DefaultLimits returns limits that suit people and well-behaved programs, on a machine with as many cores as this one.
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

// limitIntrospectionLevels is the name of a limit without a flag.
const limitIntrospectionLevels = "introspection-depth"

// Names of limits: those of the program's flags.
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
