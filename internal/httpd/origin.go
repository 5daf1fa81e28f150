package httpd

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
)

// Access is who may ask from within a browser.
type Access struct {
	// Origins are those whose pages may ask too, beside the server's own: https://example.org, or * for all.
	Origins []string
	// Hosts are the names under which the server may be asked; any where there are none. Addresses and localhost always
	// may. A server that listens on the machine itself names some, so that no page elsewhere reaches it by a name of its
	// own that leads here.
	Hosts []string
}

// anyOrigin stands for all origins.
const anyOrigin = "*"

// origins lets pages of other origins ask only where they may.
type origins struct {
	next      http.Handler
	allowed   []string
	protected *http.CrossOriginProtection
}

func newOrigins(next http.Handler, allowed []string) (*origins, error) {
	o := &origins{next: next, allowed: allowed, protected: http.NewCrossOriginProtection()}
	for _, origin := range allowed {
		if origin == anyOrigin {
			continue
		}
		if err := o.protected.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("%s is no origin; write it as https://example.org, or * for all: %w", origin, err)
		}
	}
	return o, nil
}

// ServeHTTP answers what comes from no page, from one of ours or from one that may ask, and tells browsers the latter.
func (o *origins) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin != "" && (slices.Contains(o.allowed, origin) || slices.Contains(o.allowed, anyOrigin)) {
		o.allow(w, r, origin)
		return
	}
	// A page that may not write may not read either: what takes a POST to protect is protected for GET.
	asked := *r
	asked.Method = http.MethodPost
	if err := o.protected.Check(&asked); err != nil {
		if origin == "" {
			origin = "another site"
		}
		forbid(w, http.StatusForbidden, "FORBIDDEN_ORIGIN", fmt.Sprintf("pages of %.200s may not ask this server; its operator can name them by --allow-origin", origin))
		return
	}
	o.next.ServeHTTP(w, r)
}

// allow answers a page of another origin. There are no credentials to be sent along.
func (o *origins) allow(w http.ResponseWriter, r *http.Request, origin string) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", origin)
	header.Set("Access-Control-Expose-Headers", requestIDHeader+", Retry-After")
	if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
		header.Set("Access-Control-Allow-Methods", "GET, POST")
		header.Set("Access-Control-Allow-Headers", "*")
		header.Set("Access-Control-Max-Age", "7200")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	o.next.ServeHTTP(w, r)
}

// checkHost refuses requests to names that are not the server's.
func checkHost(next http.Handler, hosts []string) http.Handler {
	if len(hosts) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isOwnName(r.Host, hosts) {
			forbid(w, http.StatusMisdirectedRequest, "UNKNOWN_HOST", fmt.Sprintf("this server is not %.200s; its operator can name it so by --allow-host", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isOwnName tells whether a request to the host may be answered. One without, as HTTP/1.0 has, comes from no browser.
func isOwnName(host string, hosts []string) bool {
	if host == "" {
		return true
	}
	name := host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		name = bare
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || net.ParseIP(name) != nil || slices.Contains(hosts, name)
}

// forbid refuses a request in the form of GraphQL's errors.
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
