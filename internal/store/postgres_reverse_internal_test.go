package store

import "testing"

func TestReversed(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"INSERT INTO link (id, from_id) VALUES ($1, $2)": "INSERT INTO link_reverse (id, from_id) VALUES ($1, $2)",
		"UPDATE link\nSET note = $1\nWHERE id = $2":      "UPDATE link_reverse\nSET note = $1\nWHERE id = $2",
		"DELETE FROM link WHERE id = $1":                 "DELETE FROM link_reverse WHERE id = $1",
		"INSERT INTO link_kind (id) VALUES ($1)":         "",
		"UPDATE name SET text = $1":                      "",
		"SELECT id FROM link":                            "",
	} {
		got, isOfLinks, err := reversed(Query{SQL: sql, Args: []any{int64(1)}})
		if err != nil || isOfLinks != (want != "") || isOfLinks && (got.SQL != want || len(got.Args) != 1) {
			t.Errorf("%q is reversed as %q, %v, %v, not %q", sql, got.SQL, isOfLinks, err, want)
		}
	}
	for _, sql := range []string{
		"WITH x AS (SELECT 1) UPDATE link SET note = ''",
		"UPDATE link SET note = '' FROM name WHERE name.entity_id = link.to_id",
	} {
		if got, _, err := reversed(Query{SQL: sql}); err == nil {
			t.Errorf("%q is reversed as %q", sql, got.SQL)
		}
	}
}
