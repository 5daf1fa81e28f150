package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits bound the cost of connections.
type Limits struct {
	// Connections is the number of open connections.
	Connections int
	// ReservedFiles is how many files the rest of the process may open, which connections leave free.
	ReservedFiles int
	// Header is the size of a request's header in bytes.
	Header int
	// HeaderTime is how long a client may take to send a header, ReadTime a whole request, IdleTime the next request.
	HeaderTime, ReadTime, IdleTime time.Duration
	// WriteTime is how long a response may take after that, unless its handler sets another deadline.
	WriteTime time.Duration
	// StopTime is how long a stop waits for the responses of complete requests.
	StopTime time.Duration
}

// DefaultLimits returns limits that suit people and programs, near and far.
func DefaultLimits() Limits {
	return Limits{
		Connections: 1000,
		Header:      16 << 10,
		HeaderTime:  10 * time.Second,
		ReadTime:    30 * time.Second,
		IdleTime:    2 * time.Minute,
		WriteTime:   2 * time.Minute,
		StopTime:    5 * time.Second,
	}
}

// Server answers requests.
type Server struct {
	Handler http.Handler
	Limits  Limits
	Log     *slog.Logger
}

// Serve answers requests on the listener until ctx ends. Then it accepts no more, closes the connections whose requests are
// incomplete, and waits up to Limits.StopTime for the other responses.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	limiter := newConnectionLimiter(s.connections(ctx))
	requests, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	server := &http.Server{
		Handler:           limiter.track(s.Handler),
		BaseContext:       func(net.Listener) context.Context { return requests },
		ConnState:         limiter.stateChanged,
		ConnContext:       limiter.withConnection,
		MaxHeaderBytes:    s.Limits.Header,
		ReadHeaderTimeout: s.Limits.HeaderTime,
		ReadTimeout:       s.Limits.ReadTime,
		IdleTimeout:       s.Limits.IdleTime,
		WriteTimeout:      s.Limits.WriteTime,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(requests, s.Limits.StopTime)
		defer cancel()
		go limiter.closeReceiving(grace)
		stopped <- server.Shutdown(grace)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	if err := <-stopped; err != nil {
		return errors.Join(fmt.Errorf("responses were cut off %v after the stop: %w", s.Limits.StopTime, err), server.Close())
	}
	return nil
}

// connections returns the limit of connections, lowered to what the process's limit of open files allows.
func (s *Server) connections(ctx context.Context) int {
	files := openFileLimit()
	limit := connectionsWithin(files, s.Limits.ReservedFiles, s.Limits.Connections)
	if limit < s.Limits.Connections {
		s.Log.WarnContext(ctx, "lowered the limit of connections to fit the process's limit of open files (ulimit -n)",
			"max-connections", s.Limits.Connections, "connections", limit, "open-files", files)
	}
	return limit
}
