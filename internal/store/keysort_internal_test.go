package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"civicgraph/internal/kg"
)

// Keys that wait in a file come out as those in memory do.
func TestKeySorterKeepsAllInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 3, heldKeys, 2*heldKeys + 5} {
		var s keySorter
		random := rand.New(rand.NewPCG(1, 2))
		var want []searchKey
		for range n {
			k := searchKey{
				key: fmt.Sprintf("键 %d", random.IntN(1000)), entity: kg.ID(random.IntN(1 << 40)),
				item: int64(random.IntN(9) - 4), start: int64(random.IntN(2)),
			}
			want = append(want, k)
			if err := s.add(k); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortFunc(want, func(a, b searchKey) int { return a.compare(&b) })
		var got []searchKey
		err := s.each(func(k *searchKey) error {
			got = append(got, *k)
			return nil
		})
		s.close()
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("of %d keys come %d, in another order or with %v", n, len(got), err)
		}
	}
}
