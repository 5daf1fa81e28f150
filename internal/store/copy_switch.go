package store

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	// smallRound is how long a round may take before the source is locked: writers then wait about as long.
	smallRound = 100 * time.Millisecond
	// mostRounds bounds the rounds before that.
	mostRounds = 20
	// slowed and unslowed are how long writers cannot and can begin to write, in turns, while they write faster than a copy can follow.
	slowed, unslowed = 100 * time.Millisecond, 20 * time.Millisecond
)

// SwitchReport says how a graph was moved.
type SwitchReport struct {
	CopyReport

	// Closed is how long nobody could write: from the lock of the source until the target admitted writers. The source made them wait for
	// the first part, and then refused them.
	Closed time.Duration
}

// Switch moves the graph: it copies the changes that the target lacks, the last ones while nobody can write to the source, refuses further
// writes to the source and admits them to the target. Then it compares both, as they were at that moment. An interrupted switch can be
// repeated: at no time both databases can be written to.
func (c *Copy) Switch(ctx context.Context) (report SwitchReport, err error) {
	isMoved, err := c.isMoved(ctx)
	if err != nil {
		return report, err
	}
	began := time.Now()
	if !isMoved {
		if err := c.catchUpBeforeSwitch(ctx); err != nil {
			return report, err
		}
		err = c.from.write(ctx, func(source conn) error {
			began = time.Now()
			return c.moveAway(ctx, source)
		})
		if err != nil {
			return report, err
		}
	}
	return c.admit(ctx, began)
}

// isMoved reports whether the source was moved to the target by a switch that was interrupted.
func (c *Copy) isMoved(ctx context.Context) (bool, error) {
	from, err := c.from.Snapshot(ctx)
	if err != nil {
		return false, err
	}
	defer from.Close()
	source, target, err := c.states(ctx, from)
	return source.role == movedAway && target.role == filling && source.counters == target.counters, err
}

// catchUpBeforeSwitch copies changes until a round takes little time. If the first one takes more, writers are slowed down.
func (c *Copy) catchUpBeforeSwitch(ctx context.Context) error {
	if isSmall, err := c.smallRound(ctx); isSmall || err != nil {
		return err
	}
	slowing, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { c.slowWriters(slowing) })
	defer running.Wait()
	defer stop()
	for range mostRounds {
		if isSmall, err := c.smallRound(ctx); isSmall || err != nil {
			return err
		}
	}
	return nil
}

// smallRound copies the changes up to now, and reports whether that took little time.
func (c *Copy) smallRound(ctx context.Context) (bool, error) {
	began := time.Now()
	_, err := c.round(ctx)
	return time.Since(began) < smallRound, err
}

// slowWriters holds the lock of the source most of the time, until ctx ends.
func (c *Copy) slowWriters(ctx context.Context) {
	for ctx.Err() == nil {
		_ = c.from.write(ctx, func(source conn) error {
			_, err := readChange(source) // takes the lock
			if err == nil {
				sleep(ctx, slowed)
				err = errStopped // there is nothing to commit
			}
			return err
		}) // if the lock cannot be had, others write, and the last round takes longer
		sleep(ctx, unslowed)
	}
}

// moveAway copies the last changes, and notes in the source that its graph is moved. Nobody else writes to the source meanwhile.
func (c *Copy) moveAway(ctx context.Context, source conn) error {
	from := c.from.snapshotOn(ctx, source)
	has, lacks, err := c.states(ctx, from)
	if err == nil {
		err = c.refuseOther(has, lacks)
	}
	if err != nil {
		return err
	}
	err = c.to.write(ctx, func(into conn) error {
		if err := c.catchUp(ctx, from, into, has.set); err != nil {
			return err
		}
		copied, err := readCopyState(ctx, c.to.snapshotOn(ctx, into))
		if err == nil && copied.counters != has.counters {
			err = fmt.Errorf("its last change is not that of %s", c.from.engine.name())
		}
		return c.to.engine.explain(err)
	})
	if err != nil {
		return err
	}
	return c.from.setTransfer(source, movedAway, c.to.engine.name())
}

// admit lets others write to the target, also if ctx ended, and compares both databases as they were before.
func (c *Copy) admit(ctx context.Context, began time.Time) (report SwitchReport, err error) {
	ending := context.WithoutCancel(ctx)
	from, err := c.from.Snapshot(ending)
	if err != nil {
		return report, err
	}
	defer from.Close()
	to, err := c.to.Snapshot(ending)
	if err != nil {
		return report, err
	}
	defer to.Close()
	state, err := readCopyState(ending, to) // from here on it is a snapshot without the writes of others
	if err != nil {
		return report, c.to.engine.explain(err)
	}
	if err := c.to.Reopen(ending); err != nil {
		return report, err
	}
	report.Closed, report.Set = time.Since(began), state.set
	return report, c.compareInto(ctx, from, to, 0, &report.CopyReport)
}
