package cli_test

import (
	"net/url"
	"strings"
	"testing"

	"civicgraph/internal/store/storetest/postgres"
)

// TestPasswordIsKeptSecret: nothing that the program writes contains the password of the database, whether it can be used or not.
func TestPasswordIsKeptSecret(t *testing.T) {
	t.Parallel()
	const password = "hidden&secret"
	address, err := url.Parse(postgres.Empty.Copy(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, isGiven := address.User.Password(); isGiven {
		t.Skip("the server asks for a password")
	}
	address.User = url.UserPassword(address.User.Username(), password)
	database := "--database=" + address.String()
	p := start(t, database, "--log-level=debug", "--demo=first-source")
	p.query(t, "graphql", `{ district(slug: "baodi") { name } }`)
	p.stop(t)
	written := p.output.String()
	if !strings.Contains(written, `database="`+strings.TrimPrefix(address.Path, "/")+" on ") {
		t.Errorf("the log does not name the database:\n%s", written)
	}
	for _, args := range [][]string{
		{"import", database, file(t, "one.jsonl", `{"source":{"slug":"s","title":"T"}}`)},
		{"export", database}, {"export", database + "_of_nobody"},
		{"serve", "--database=postgres://somebody:" + url.QueryEscape(password) + "@127.0.0.1:1/graph"},
		{"serve", "--database=postgres://somebody:" + password + "@127.0.0.1:port/graph"},
	} {
		got := invoke(t, "", args...)
		written += got.out + got.err
	}
	if i := strings.Index(written, "hidden"); i >= 0 {
		t.Errorf("it writes the password:\n…%s", written[max(0, i-200):min(len(written), i+20)])
	}
}
