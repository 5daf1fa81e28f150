package store

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// stateClassConnection begins the SQLSTATEs of connections that failed.
const stateClassConnection = "08"

func (*postgresEngine) isTransient(err error) bool {
	if errors.Is(err, ErrUnavailable) || errors.Is(err, errLost) || isRetryable(err) {
		return true
	}
	switch state := sqlState(err); state {
	case "":
		_, isConnecting := errors.AsType[*pgconn.ConnectError](err)
		return isConnecting
	case stateShutdown, stateCrash, stateStarting, stateTooManyConnections:
		return true
	default:
		return strings.HasPrefix(state, stateClassConnection)
	}
}

func (*postgresEngine) isInDoubt(err error) bool { return errors.Is(err, errUncertain) }

// unavailableError is a sentence for a transient error. It is ErrUnavailable.
type unavailableError struct{ error }

// Is reports whether target is ErrUnavailable.
func (unavailableError) Is(target error) bool { return target == ErrUnavailable }

// Unwrap returns the sentence.
func (e unavailableError) Unwrap() error { return e.error }

// explain turns an error of the database into a sentence for the person who started the program.
func (e *postgresEngine) explain(err error) error {
	sentence := e.sentence(err)
	if e.isTransient(err) && !errors.Is(sentence, ErrUnavailable) && !errors.Is(sentence, ErrBusy) {
		return unavailableError{sentence}
	}
	return sentence
}
