package graph_test

import (
	"net/http"
	"net/url"
	"testing"
)

// TestChangeHeader: an answer says how new it is if the request asks for that, and is not older than the request demands.
func TestChangeHeader(t *testing.T) {
	t.Parallel()
	const header = "X-Civicgraph-Change"
	server := newDemoServer(t)
	ask := func(value string) exchange { return query("{ overview { figures } }", header, value) }
	for value, want := range map[string]string{"0": "1", "1": "1"} {
		if got := ask(value).run(t, server).Get(header); got != want {
			t.Errorf("an answer since change set %s is of change set %q, want %s", value, got, want)
		}
	}
	values := url.Values{"query": {"{ overview { figures } }"}}
	if got := got(values, header, "1").run(t, server).Get(header); got != "1" {
		t.Errorf("an answer to a GET is of change set %q, want 1", got)
	}
	if got := query("{ overview { figures } }").run(t, server).Get(header); got != "" {
		t.Errorf("an answer says that it is of change set %s, which was not asked", got)
	}
	if got := query("{ __typename }", header, "7").run(t, server).Get(header); got != "" {
		t.Errorf("an answer without records says that it is of change set %s", got)
	}
	ask("2").comesTo(http.StatusOK, "UNKNOWN_CHANGE").with("change set 2 is unknown; the newest is 1").run(t, server)
	for _, invalid := range []string{"", "-1", "x", "1.0", "99999999999999999999"} {
		ask(invalid).comesTo(http.StatusBadRequest, "BAD_REQUEST").with(header).run(t, server)
	}
}
