package store

import (
	"bytes"
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"civicgraph/internal/kg"
	"civicgraph/internal/store/storetest/postgres"
)

// fault is what happens to the next connection that commits.
type fault int32

const (
	noFault fault = iota
	// lostRequest ends the connection before the server hears of the commit.
	lostRequest
	// lostAnswer ends it when the server has answered, which the client does not hear.
	lostAnswer
	// lostServer does the same, and no connection can be opened from then on.
	lostServer
)

// faultyServer passes on what a server and its clients say, up to a fault.
type faultyServer struct {
	fault    atomic.Int32
	to       *postgresEngine
	entrance net.Listener
}

func newFaultyServer(t *testing.T, to *postgresEngine) (s *faultyServer, address string) {
	t.Helper()
	if network, _ := pgconn.NetworkAddress(to.config.Host, to.config.Port); network != "unix" {
		t.Skip("the server has no socket")
	}
	s = &faultyServer{to: to}
	folder := t.TempDir()
	_, socket := pgconn.NetworkAddress(folder, to.config.Port)
	var err error
	s.entrance, err = (&net.ListenConfig{}).Listen(t.Context(), "unix", socket)
	must(t, err)
	t.Cleanup(func() { _ = s.entrance.Close() })
	go s.serve()
	return s, "postgres://" + to.config.User + "@/" + to.config.Database + "?host=" + filepath.Dir(socket)
}

func (s *faultyServer) serve() {
	for {
		client, err := s.entrance.Accept()
		if err != nil {
			return
		}
		network, address := pgconn.NetworkAddress(s.to.config.Host, s.to.config.Port)
		server, err := (&net.Dialer{}).DialContext(context.Background(), network, address)
		if err != nil {
			_ = client.Close()
			return
		}
		var of atomic.Int32 // the fault of this connection
		go s.pass(server, client, func(sent []byte) bool {
			if bytes.Contains(sent, []byte("COMMIT")) {
				of.Store(s.fault.Swap(int32(noFault)))
			}
			return of.Load() == int32(lostRequest)
		})
		go s.pass(client, server, func([]byte) bool {
			if of.Load() == int32(lostServer) {
				_ = s.entrance.Close()
			}
			return of.Load() != int32(noFault)
		})
	}
}

// pass passes bytes on until an end is closed or what was read ends the connection.
func (s *faultyServer) pass(to, from net.Conn, ends func([]byte) bool) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || ends(buffer[:n]) {
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// TestLostCommit: a commit whose answer is lost is looked for. It is neither taken for lost nor written twice.
func TestLostCommit(t *testing.T) {
	postgres.OwnServer(t)
	t.Parallel()
	for _, test := range []struct {
		fault fault
		want  error
		// isWritten is whether the record is there at the end.
		isWritten bool
	}{
		{noFault, nil, true}, {lostRequest, ErrUnavailable, false}, {lostAnswer, nil, true}, {lostServer, ErrInDoubt, true},
	} {
		e := migratedPostgres(t)
		server, address := newFaultyServer(t, e)
		s, err := Open(t.Context(), address, Options{Kinds: kg.NewKinds(), Now: time.Now, LockWait: time.Second})
		must(t, err)
		record, err := kg.NewKinds().Decode(map[string]any{"source": map[string]any{"slug": "gazette", "title": "Gazette"}})
		must(t, err)
		b, err := s.Begin(t.Context(), Author{Actor: "test"})
		must(t, err)
		refused, err := b.Put(record)
		if must(t, err); refused[0] != nil {
			t.Fatal(refused[0])
		}
		server.fault.Store(int32(test.fault))
		written, err := b.Commit()
		if !errors.Is(err, test.want) || err == nil && written.Created != 1 {
			t.Errorf("fault %d: the commit returns %v, %v, want %v", test.fault, written, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "INSERT") {
			t.Errorf("the error has SQL: %v", err)
		}
		must(t, s.Close())
		if got := texts(t, e.connection(t), "SELECT count(*) FROM source"); (got[0] == "1") != test.isWritten {
			t.Errorf("fault %d: there are %s records", test.fault, got[0])
		}
	}
}
