package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrInDoubt means that it is unknown whether a batch was committed. Writing the same records again is safe.
var ErrInDoubt = errors.New("it is unknown whether the changes were written; write them again, which changes nothing that was")

// finish stores the last key, and when and by whom the graph was changed, and commits.
func (b *Batch) finish() error {
	set, record, change := b.registry.sql(), b.registry.sql(), b.registry.sql()
	set.add("INSERT INTO change_set (id, at, actor, run, token)\nVALUES (", set.arg(b.set), ", ", set.arg(b.now), ", ", set.arg(b.by.Actor), ", ",
		set.arg(b.by.Run), ", ", set.arg(b.token), ")")
	record.add("UPDATE sequence\nSET last = ", record.arg(b.last), ", changed_at = ", record.arg(b.now), "\nWHERE name = 'record'")
	change.add("UPDATE sequence\nSET last = ", change.arg(b.set), "\nWHERE name = 'change'")
	b.outbox.requests = append(b.outbox.requests, request{Query: set.done()}, request{Query: record.done()}, request{Query: change.done()})
	err := b.failure(b.conn.commit(b.outbox.requests...))
	if b.store.engine.isInDoubt(err) {
		return b.settle(err)
	}
	return err
}

// settle finds out whether a commit that failed with an error was carried out, and returns nil if it was. It closes the batch.
func (b *Batch) settle(cause error) error {
	b.Close() // frees the connection of the store for the question
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), b.store.lockWait)
	defer cancel()
	for repeat := newRepetition(b.store.lockWait); ; {
		isCommitted, err := b.store.hasCommitted(ctx, b.set, b.token)
		switch {
		case err == nil && isCommitted:
			return nil
		case err == nil:
			return fmt.Errorf("%w and nothing was written: %w", ErrUnavailable, cause)
		}
		repeat.failed(err)
		if !repeat.wait(ctx) {
			return fmt.Errorf("change set %d: %w: %w", b.set, ErrInDoubt, cause)
		}
	}
}

// hasCommitted reports whether a change set was committed. Its number alone does not tell, because another transaction gets it if this one
// is undone. It waits for a commit that is still under way. Its own commit, like any other, waits for the replicas that are to have all
// that is acknowledged.
func (s *Store) hasCommitted(ctx context.Context, set, token int64) (is bool, err error) {
	err = s.withWriter(ctx, func(c conn) error {
		defer c.stopWith(ctx)()
		if err := c.begin(true); err != nil {
			return err
		}
		err := c.read(Query{SQL: "SELECT 1 FROM change_set WHERE id = $1 AND token = $2", Args: []any{set, token}}, func(*Row) error {
			is = true
			return nil
		})
		if err != nil {
			return errors.Join(err, c.rollback())
		}
		return c.commit()
	})
	return is, err
}
