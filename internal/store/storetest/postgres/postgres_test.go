package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"civicgraph/internal/store/storetest/postgres"
)

// TestCopies: each test gets a copy of the template for itself.
func TestCopies(t *testing.T) {
	t.Parallel()
	template := &postgres.Template{Fill: func(address string) error {
		_, err := run(t, address, "CREATE TABLE filled (id BIGINT)")
		return err
	}}
	one, two := template.Copy(t), template.Copy(t)
	for _, statement := range []string{"INSERT INTO filled VALUES (1)", "CREATE TABLE other (id BIGINT)"} {
		if _, err := run(t, one, statement); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := run(t, two, "SELECT FROM filled"); n != 0 || err != nil {
		t.Errorf("the second copy has %d rows, %v; want none", n, err)
	}
	if _, err := run(t, two, "SELECT FROM other"); err == nil {
		t.Error("the second copy has the new table of the first")
	}
	if _, err := run(t, postgres.Empty.Copy(t), "SELECT FROM filled"); err == nil {
		t.Error("an empty database has the table of another template")
	}
}

// run runs a statement on a connection of its own and returns how many rows it gives.
func run(t *testing.T, address, statement string) (int, error) {
	t.Helper()
	c, err := pgconn.Connect(t.Context(), address)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close(t.Context()) }()
	results, err := c.Exec(t.Context(), statement).ReadAll()
	if err != nil {
		return 0, err
	}
	return len(results[0].Rows), nil
}
