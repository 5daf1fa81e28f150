package graph

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// newTestLimiter returns a limiter for which one long request may run at a time.
func newTestLimiter(concurrent int) *limiter {
	l := newLimiter(Limits{Concurrent: concurrent, Queue: 1, Wait: time.Minute})
	l.running = make(chan struct{}, 1)
	return l
}

func mustAcquire(t *testing.T, l *limiter) *slot {
	t.Helper()
	s, err := l.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestShortRequestsDoNotGiveWay: a request gives way only if it has taken long.
func TestShortRequestsDoNotGiveWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newTestLimiter(4)
		s := mustAcquire(t, l)
		time.Sleep(longAfter - time.Millisecond)
		if err := s.giveWay(t.Context()); err != nil || s.isLong || len(l.running) > 0 {
			t.Errorf("after less than %v it gives way: %v", longAfter, err)
		}
		time.Sleep(time.Millisecond)
		if err := s.giveWay(t.Context()); err != nil || !s.isLong || len(l.running) != 1 {
			t.Errorf("after %v it does not give way: %v", longAfter, err)
		}
		s.release()
		if len(l.slots)+len(l.long)+len(l.running) > 0 {
			t.Error("a slot is left behind")
		}
	})
}

// TestLongRequestsTakeTurns: of several long requests one runs at a time, and goes to the back of the queue when it gives
// way. Short requests pass them all.
func TestLongRequestsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newTestLimiter(8)
		var order []string
		slots := map[string]*slot{}
		giveWay := func(name string) {
			go func() {
				if err := slots[name].giveWay(t.Context()); err != nil {
					t.Error(err)
				}
				order = append(order, name)
			}()
			synctest.Wait()
		}
		for _, name := range []string{"a", "b", "c"} {
			slots[name] = mustAcquire(t, l)
		}
		time.Sleep(longAfter)
		for _, name := range []string{"a", "b", "c", "a", "b", "c", "a"} {
			giveWay(name) // b and c wait for a, a then for c, and so on
			mustAcquire(t, l).release()
		}
		if got, want := strings.Join(order, " "), "a b c a b"; got != want {
			t.Errorf("they run in the order %s, want %s", got, want)
		}
		slots["b"].release()
		synctest.Wait()
		slots["c"].release()
		synctest.Wait()
		slots["a"].release()
		if len(l.slots)+len(l.long)+len(l.running) > 0 {
			t.Error("a slot is left behind")
		}
	})
}

// TestLongRequestsLeaveSlots: half of the slots are for short requests, and a long request beyond is refused.
func TestLongRequestsLeaveSlots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newTestLimiter(4)
		first, waiting, refused := mustAcquire(t, l), mustAcquire(t, l), mustAcquire(t, l)
		time.Sleep(longAfter)
		if err := first.giveWay(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			if err := waiting.giveWay(ctx); err != nil {
				t.Error(err)
			}
			waiting.release()
		}()
		synctest.Wait()
		if err := refused.giveWay(t.Context()); err == nil || err.Extensions["code"] != codeOverloaded || err.Extensions["limit"] != limitConcurrent {
			t.Errorf("a third long request is answered %v", err)
		}
		refused.release()
		cancel() // its client leaves
		synctest.Wait()
		first.release()
		if len(l.slots)+len(l.long)+len(l.running) > 0 {
			t.Error("a slot is left behind")
		}
	})
}

// TestQueueIsBounded: a request beyond the queue is refused at once, one in the queue after its wait.
func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newTestLimiter(1)
		held := mustAcquire(t, l)
		start := time.Now()
		go func() {
			if _, err := l.acquire(t.Context()); err == nil || time.Since(start) != time.Minute {
				t.Errorf("after %v the queue answers %v", time.Since(start), err)
			}
		}()
		synctest.Wait()
		if _, err := l.acquire(t.Context()); err == nil || err.Extensions["code"] != codeOverloaded {
			t.Errorf("beyond the queue it answers %v", err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		held.release()
		mustAcquire(t, l).release()
	})
}
