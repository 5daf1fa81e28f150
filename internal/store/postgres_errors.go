package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATEs that have a sentence of their own, or decide what is done next.
const (
	stateNoRight            = "42501"
	stateNoSchema           = "3F000" // none that the user may create tables in
	stateNoTable            = "42P01"
	stateReadOnly           = "25006"
	stateTakenKey           = "23505" // of what was checked against all that it must not contradict
	stateWrongPassword      = "28P01"
	stateNotAuthorized      = "28000"
	stateNoDatabase         = "3D000"
	stateSerialization      = "40001"
	stateDeadlock           = "40P01"
	stateDivision           = "22012"
	stateDiskFull           = "53100"
	stateOutOfMemory        = "53200"
	stateTooManyConnections = "53300"
	stateLockTimeout        = "55P03"
	stateStopped            = "57014"
	stateShutdown           = "57P01"
	stateCrash              = "57P02"
	stateStarting           = "57P03"
	stateDiskError          = "58030"
	stateDamagedPage        = "XX001"
	stateDamagedIndex       = "XX002"
)

// sqlState returns the SQLSTATE behind an error, "" if the server reported none.
func sqlState(err error) string {
	if problem, ok := errors.AsType[*pgconn.PgError](err); ok {
		return problem.Code
	}
	return ""
}

// refused returns the error of the caller for what a statement refuses by a division by zero, and other errors unchanged.
func refused(err error) error {
	if sqlState(err) == stateDivision {
		return fmt.Errorf("%w: %w", errTooManyLevels(), err)
	}
	return err
}

// errLost means that a connection ended in the middle of its work: the server was stopped, or cannot be reached any more.
var errLost = errors.New("the connection to the server was lost")

// errUncertain means that the connection ended while a transaction was being committed.
var errUncertain = errors.New("the connection to the server was lost while a write was being committed")

// isRetryable reports whether a transaction that failed may be repeated from its beginning: it was undone, and is likely to succeed.
func isRetryable(err error) bool {
	switch sqlState(err) {
	case stateSerialization, stateDeadlock:
		return true
	}
	return errors.Is(err, errLost) && !errors.Is(err, errUncertain)
}

// sentence returns an error of the database as a sentence for the person who started the program.
func (e *postgresEngine) sentence(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrBusy), errors.Is(err, ErrUnavailable), errors.Is(err, errDamaged), errors.Is(err, errUnsuited):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	if sentence := e.explainState(sqlState(err)); sentence != nil {
		return sentence
	}
	if _, isConnecting := errors.AsType[*pgconn.ConnectError](err); isConnecting && sqlState(err) == "" {
		return fmt.Errorf("database %s cannot be reached: %w; check that PostgreSQL is running there and accepts connections", e.name(), reasonOf(err))
	}
	return fmt.Errorf("database %s: %w", e.name(), err)
}

// explainState returns the sentence for an SQLSTATE, or nil.
func (e *postgresEngine) explainState(state string) error {
	name, user := e.name(), e.config.User
	switch state {
	case stateWrongPassword:
		return fmt.Errorf("database %s: the password of user %s is wrong or missing; give it in the address, in PGPASSWORD or in ~/.pgpass", name, user)
	case stateNotAuthorized:
		return fmt.Errorf("database %s: the server does not admit user %s; create the user, and let it connect in pg_hba.conf", name, user)
	case stateNoDatabase:
		return fmt.Errorf("database %s does not exist; create it: %s", name, e.createCommand())
	case stateNoRight, stateNoSchema:
		return fmt.Errorf("database %s: user %s lacks the rights to read and write it; make the user its owner", name, user)
	case stateNoTable:
		return fmt.Errorf("database %s lacks tables of civicgraph", name)
	case stateReadOnly:
		return fmt.Errorf("database %s is read-only: it is a replica, or set to default_transaction_read_only; name the primary", name)
	case stateTooManyConnections:
		return fmt.Errorf("database %s has no free connection; raise max_connections of the server, or lower --max-readers", name)
	case stateStarting:
		return fmt.Errorf("database %s is starting or shutting down; try again in a moment", name)
	case stateShutdown, stateCrash:
		return fmt.Errorf("database %s was shut down; start PostgreSQL again", name)
	case stateLockTimeout, stateSerialization, stateDeadlock:
		return fmt.Errorf("database %s %w", name, ErrBusy)
	case stateDiskFull:
		return fmt.Errorf("database %s cannot grow: the disk of the server is full", name)
	case stateOutOfMemory:
		return fmt.Errorf("database %s: the server is out of memory", name)
	case stateDiskError:
		return fmt.Errorf("database %s cannot be read or written: the server reports an error of its disk", name)
	case stateDamagedPage, stateDamagedIndex, stateTakenKey:
		return fmt.Errorf("database %s %w", name, errDamaged)
	}
	return nil
}

// reasonOf returns why a connection could not be opened: the first cause, without the addresses that were tried.
func reasonOf(err error) error {
	if unknown, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Errorf("the host %s is unknown (%s)", unknown.Name, unknown.Err)
	}
	if problem, ok := errors.AsType[*net.OpError](err); ok {
		return problem.Err
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return errors.New("it does not answer in time")
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends the connection, so it may not be PostgreSQL")
	}
	var one interface{ Unwrap() []error }
	for errors.As(err, &one) && len(one.Unwrap()) > 0 {
		err = one.Unwrap()[0]
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}
