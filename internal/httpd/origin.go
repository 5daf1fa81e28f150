package httpd

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
)

// Access is which browser pages may send requests.
type Access struct {
	// Origins are the origins whose pages may send requests, besides the server's own: https://example.org, or * for all.
	Origins []string
	// Hosts are the accepted names in the Host header; empty accepts all. IP addresses and localhost are always accepted. A
	// server on a loopback address sets it against DNS rebinding: a foreign page whose own name resolves to this machine.
	Hosts []string
}

// anyOrigin is the wildcard for all origins.
const anyOrigin = "*"

// origins rejects requests from pages of other origins that are not allowed.
type origins struct {
	next       http.Handler
	allowed    []string
	protection *http.CrossOriginProtection
	refusals   *refusals
}

func newOrigins(next http.Handler, allowed []string, refused *refusals) (*origins, error) {
	o := &origins{next: next, allowed: allowed, protection: http.NewCrossOriginProtection(), refusals: refused}
	for _, origin := range allowed {
		if origin == anyOrigin {
			continue
		}
		if err := o.protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("invalid origin %q (example: https://example.org, or * for all): %w", origin, err)
		}
	}
	return o, nil
}

// ServeHTTP passes on requests from outside a browser, from pages of the server itself and from allowed origins, which get
// the CORS headers.
func (o *origins) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin != "" && (slices.Contains(o.allowed, origin) || slices.Contains(o.allowed, anyOrigin)) {
		o.allow(w, r, origin)
		return
	}
	// CrossOriginProtection lets every GET pass. Queries are read by GET too, so check each request as if it were a POST.
	post := *r
	post.Method = http.MethodPost
	if err := o.protection.Check(&post); err != nil {
		origin, flag := o.flagFor(origin)
		o.refusals.add(r.Context(), "origin", origin, flag)
		forbid(w, http.StatusForbidden, "FORBIDDEN_ORIGIN", fmt.Sprintf("requests from pages of %.200s are not allowed; the operator can allow them with --allow-origin", origin))
		return
	}
	o.next.ServeHTTP(w, r)
}

// flagFor returns an origin for people to read, and the flag that lets it in. A browser does not tell every origin.
func (o *origins) flagFor(origin string) (name, flag string) {
	switch {
	case origin == "":
		return "another site", "--allow-origin *"
	case origin == "null" || len(origin) > maxName || http.NewCrossOriginProtection().AddTrustedOrigin(origin) != nil:
		return origin, "--allow-origin *"
	}
	return origin, "--allow-origin " + strings.Join(append(slices.Clone(o.allowed), origin), ",")
}

// allow answers a request of an allowed origin with the CORS headers. Credentials are not used, so they are not allowed.
func (o *origins) allow(w http.ResponseWriter, r *http.Request, origin string) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", origin)
	header.Set("Access-Control-Expose-Headers", requestIDHeader+", X-Civicgraph-Change, Retry-After")
	if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
		header.Set("Access-Control-Allow-Methods", "GET, POST")
		header.Set("Access-Control-Allow-Headers", "*")
		header.Set("Access-Control-Max-Age", "7200")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	o.next.ServeHTTP(w, r)
}

// checkHost rejects requests whose Host is not one of these.
func checkHost(next http.Handler, hosts []string, refused *refusals) http.Handler {
	if len(hosts) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isKnownHost(r.Host, hosts) {
			name := hostName(r.Host)
			name = name[:min(len(name), maxName)]
			refused.add(r.Context(), "host", name, "--allow-host "+strings.Join(append(withoutLocal(hosts), name), ","))
			forbid(w, http.StatusMisdirectedRequest, "UNKNOWN_HOST", fmt.Sprintf("unknown host %.200s; the operator can add it with --allow-host", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isKnownHost reports whether a request for the host is accepted. An empty one, as in HTTP/1.0, does not come from a browser.
func isKnownHost(host string, hosts []string) bool {
	if host == "" {
		return true
	}
	name := hostName(host)
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || net.ParseIP(name) != nil || slices.Contains(hosts, name)
}

// hostName returns the name in a Host header: in lower case, without a port.
func hostName(host string) string {
	if bare, _, err := net.SplitHostPort(host); err == nil {
		host = bare
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// withoutLocal returns the names that an operator gave.
func withoutLocal(hosts []string) []string {
	return slices.DeleteFunc(slices.Clone(hosts), func(host string) bool { return host == "localhost" })
}

// forbid rejects a request with a GraphQL error.
func forbid(w http.ResponseWriter, status int, code, message string) {
	type problem struct {
		Message    string            `json:"message"`
		Extensions map[string]string `json:"extensions"`
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string][]problem{"errors": {{message, map[string]string{"code": code}}}}) // the client may be gone
}
