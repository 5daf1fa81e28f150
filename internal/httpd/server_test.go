package httpd_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"civicgraph/internal/httpd"
)

// blockingServer is a server whose handler blocks until release is closed.
type blockingServer struct {
	*stoppable

	arrived chan struct{}
	release chan struct{}
}

func startBlocking(t *testing.T) *blockingServer {
	t.Helper()
	s := &blockingServer{arrived: make(chan struct{}), release: make(chan struct{})}
	s.stoppable = startStoppable(t, httpd.DefaultLimits(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.arrived <- struct{}{}
		<-s.release
		if err := r.Context().Err(); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
		fmt.Fprint(w, "answered")
	}))
	return s
}

// get returns the status and the body of a response.
func (s *blockingServer) get(ctx context.Context) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/", nil)
	if err != nil {
		return "", err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return response.Status + " " + string(body), err
}

// TestStopFinishesRequests: after the stop no connection is accepted, and Serve returns when the complete requests are answered.
func TestStopFinishesRequests(t *testing.T) {
	t.Parallel()
	s := startBlocking(t)
	const requests = 3
	answers := make([]string, requests)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			answer, err := s.get(t.Context())
			if err != nil {
				answer = err.Error()
			}
			answers[i] = answer
		})
	}
	for range requests {
		<-s.arrived
	}
	s.stop()
	for {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
		if err != nil {
			break // no longer listening
		}
		_ = conn.Close()
	}
	select {
	case err := <-s.stopped:
		t.Errorf("Serve returned %v before the requests were answered", err)
		s.stopped <- err
	default:
	}
	close(s.release)
	group.Wait()
	for _, answer := range answers {
		if answer != "200 OK answered" {
			t.Errorf("the response is %q, want 200 OK answered", answer)
		}
	}
	if err := <-s.stopped; err != nil {
		t.Errorf("Serve returned %v", err)
	}
}

func TestStopWithoutRequests(t *testing.T) {
	t.Parallel()
	s := startBlocking(t)
	s.stop()
	if err := <-s.stopped; err != nil {
		t.Errorf("Serve returned %v", err)
	}
}

func TestServeError(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	server := &httpd.Server{Handler: http.NotFoundHandler(), Limits: httpd.DefaultLimits(), Log: slog.New(slog.DiscardHandler)}
	if err := server.Serve(t.Context(), listener); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the error is %v, want %v", err, net.ErrClosed)
	}
}

// TestStopClosesIncompleteRequests: a stop does not wait for the rest of a request.
func TestStopClosesIncompleteRequests(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{"nothing sent": "", "half a header": halfHeader, "half a body": halfBody} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := noTimeouts()
			limits.StopTime = time.Hour
			began := make(chan struct{}, 1)
			s := startStoppable(t, limits, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				began <- struct{}{}
				readBody(w, r)
			}))
			slow := connect(t, s.address)
			slow.send(t, "%s", sent)
			if sent == halfBody {
				<-began
			}
			s.stop()
			select {
			case err := <-s.stopped:
				if err != nil {
					t.Errorf("Serve returned %v", err)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the server did not stop")
			}
			if got := slow.status(); got == "200" {
				t.Error("the incomplete request was answered")
			}
		})
	}
}

// TestStopTime: a response that its client does not read is cut off after the time limit, and its request is canceled.
func TestStopTime(t *testing.T) {
	t.Parallel()
	limits := noTimeouts()
	limits.StopTime = 20 * time.Millisecond
	began, canceled := make(chan struct{}), make(chan struct{})
	s := startStoppable(t, limits, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		close(began)
		_, _ = w.Write(make([]byte, 64<<20)) // more than the socket buffers hold
		<-r.Context().Done()
		close(canceled)
	}))
	connect(t, s.address).send(t, wholeRequest)
	<-began
	s.stop()
	select {
	case err := <-s.stopped:
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "cut off 20ms after the stop") {
			t.Errorf("Serve returned %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the server did not stop")
	}
	<-canceled
}

// stoppable is a running server that the test stops itself.
type stoppable struct {
	address string
	stop    context.CancelFunc
	stopped chan error
}

func startStoppable(t *testing.T, limits httpd.Limits, handler http.Handler) *stoppable {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	s := &stoppable{address: listener.Addr().String(), stop: stop, stopped: make(chan error, 1)}
	server := &httpd.Server{Handler: handler, Limits: limits, Log: slog.New(slog.DiscardHandler)}
	go func() { s.stopped <- server.Serve(ctx, listener) }()
	return s
}
