package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Lag says how far a database that is filled is behind its source.
type Lag struct {
	// Set is the number of its newest change set, Behind how many the source has beyond it.
	Set, Behind int64
}

// ErrSwitched means that the graph was moved, and is not followed any more.
var ErrSwitched = errors.New("the graph was moved")

// lagEvery is how often Follow reports while nothing changes.
const lagEvery = time.Second

// Follow copies the changes of the source as they are committed. It calls tell after each round and each second. It ends with an error: that
// of ctx, or ErrSwitched after another copy switched.
func (c *Copy) Follow(ctx context.Context, tell func(Lag)) error {
	for {
		lag, err := c.round(ctx)
		if err != nil {
			return err
		}
		tell(lag)
		if err := c.waitForMore(ctx, lag.Set); err != nil {
			return err
		}
	}
}

// waitForMore waits until the source has more change sets than those up to one, for lagEvery at most.
func (c *Copy) waitForMore(ctx context.Context, known int64) error {
	waiting, cancel := context.WithTimeout(ctx, lagEvery)
	defer cancel()
	changes := c.from.Changes()
	for newest := changes.Newest(); newest <= known; {
		var err error
		if newest, err = changes.Wait(waiting, newest); err != nil {
			if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
				return nil
			}
			return err
		}
	}
	return nil
}

// round copies the changes that the target lacks of one state of the source.
func (c *Copy) round(ctx context.Context) (lag Lag, err error) {
	from, err := c.from.Snapshot(ctx)
	if err != nil {
		return lag, err
	}
	defer from.Close()
	has, lacks, err := c.states(ctx, from)
	if err != nil {
		return lag, err
	}
	if err := c.refuseOther(has, lacks); err != nil {
		return lag, err
	}
	if lacks.set < has.set {
		err := c.to.write(ctx, func(into conn) error { return c.catchUp(ctx, from, into, has.set) })
		if err != nil {
			return lag, err
		}
	}
	return Lag{Set: has.set, Behind: max(0, c.from.Changes().Newest()-has.set)}, nil
}

// states returns the states of the source and of the target.
func (c *Copy) states(ctx context.Context, from *Snapshot) (source, target copyState, err error) {
	if source, err = readCopyState(ctx, from); err != nil {
		return source, target, c.from.engine.explain(err)
	}
	to, err := c.to.Snapshot(ctx)
	if err != nil {
		return source, target, err
	}
	defer to.Close()
	if target, err = readCopyState(ctx, to); err != nil {
		return source, target, c.to.engine.explain(err)
	}
	if (struct{ from, to int64 }{source.schema, target.schema}) != c.schemas {
		return source, target, fmt.Errorf("another version of civicgraph changed the tables of %s or %s; go on with that version",
			c.from.engine.name(), c.to.engine.name())
	}
	if target.role == filling {
		err = c.compareHistory(ctx, from, source, target)
	}
	return source, target, err
}

// refuseOther returns an error unless the target is being filled from a source that others may write to.
func (c *Copy) refuseOther(source, target copyState) error {
	switch {
	case target.role == filling && source.role == notTransferred:
		return nil
	case target.role == filling:
		return fmt.Errorf("%w; civicgraph copy --switch completes a move that was interrupted", source.refusal(c.from.engine.name()))
	case source.role == movedAway:
		return fmt.Errorf("%w to %s", ErrSwitched, source.other)
	}
	return c.notEmpty()
}

// compareHistory returns an error unless the history of the target is that of the source, or an earlier part of it.
func (c *Copy) compareHistory(ctx context.Context, from *Snapshot, source, target copyState) error {
	if target.set == 0 {
		return nil
	}
	token := int64(0)
	b := c.from.registry.sql()
	b.add("SELECT token\nFROM change_set\nWHERE id = ", b.arg(target.set))
	err := from.Read(ctx, b.done(), func(r *Row) error {
		token = r.Int(0)
		return nil
	})
	if err != nil {
		return c.from.engine.explain(err)
	}
	if target.set > source.set || token != target.token {
		return fmt.Errorf("change set %d of %s is not one of %s: it was filled from another database, or that one was restored from a backup; "+
			"copy to an empty database", target.set, c.to.engine.name(), c.from.engine.name())
	}
	return nil
}

// catchUp copies the changes that the target lacks, up to the newest change set of the source.
func (c *Copy) catchUp(ctx context.Context, from *Snapshot, into conn, newest int64) error {
	target, err := readCopyState(ctx, c.to.snapshotOn(ctx, into))
	switch {
	case err != nil:
		return c.to.engine.explain(err)
	case target.role != filling:
		return ErrSwitched
	case target.set >= newest: // another copy was faster
		return nil
	}
	return c.copyChanges(ctx, from, into, target.set, newest)
}
