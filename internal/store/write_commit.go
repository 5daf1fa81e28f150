package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrInDoubt means that it is unknown whether a batch was committed. Writing the same records again is safe.
var ErrInDoubt = errors.New("it is unknown whether the changes were written; write them again, which changes nothing that was")

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
