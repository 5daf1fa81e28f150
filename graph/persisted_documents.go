package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// persistedDocuments finds documents that clients name instead of sending them: trusted documents, and those that a client
// sent before with their hash (automatic persisted queries).
type persistedDocuments struct {
	trusted     *TrustedDocuments
	onlyTrusted bool
	sent        *byteCache[string]
}

// persistedCacheBytes is the size of the cache of documents that clients sent with their hash.
const persistedCacheBytes = 8 << 20

func newPersistedDocuments(trusted *TrustedDocuments, onlyTrusted bool) *persistedDocuments {
	if trusted == nil {
		trusted = &TrustedDocuments{}
	}
	return &persistedDocuments{trusted: trusted, onlyTrusted: onlyTrusted, sent: newByteCache[string](persistedCacheBytes)}
}

// find returns the document with a name, given the query of the request. One of them may be "".
func (p *persistedDocuments) find(name, query string) (string, *gqlerror.Error) {
	if name == "" {
		if !p.onlyTrusted {
			return query, nil
		}
		name = hashOf(query)
	}
	text, known := p.trusted.byName[name]
	if !known && !p.onlyTrusted {
		text, known = p.sent.get(name)
	}
	switch {
	case query != "" && query != text && hashOf(query) != name:
		return "", errorf(codeBadRequest, "the hash does not match the query; send the SHA-256 of the document in hexadecimal")
	case known:
		return text, nil
	case p.onlyTrusted:
		return "", errorf(codeUntrusted, "this server executes trusted documents only; name one with documentId")
	case query == "":
		// Clients recognize this message, and send the document.
		return "", errorf(codeNotPersisted, "PersistedQueryNotFound")
	}
	return query, nil
}

// add caches a valid document that was sent with its hash.
func (p *persistedDocuments) add(hash, query string) {
	if hash != "" && query != "" && !p.onlyTrusted {
		p.sent.add(hash, query, len(hash)+len(query))
	}
}

// hashPrefix may stand before a document's name to say that it is a hash.
const hashPrefix = "sha256:"

// Extension of a request that names its document, as Apollo's clients send it.
const (
	persistedQuery   = "persistedQuery"
	persistedVersion = "version"
	persistedHash    = "sha256Hash"
)

// documentName returns the name of the document that a request asks for, or "".
func documentName(params *graphql.RawParams) (string, *gqlerror.Error) {
	given, ok := params.Extensions[persistedQuery]
	if !ok || given == nil {
		return "", nil
	}
	extension, ok := given.(map[string]any)
	if !ok {
		return "", errorf(codeBadRequest, "extensions.persistedQuery must be an object with version and sha256Hash")
	}
	hash, _ := extension[persistedHash].(string)
	if version := fmt.Sprint(extension[persistedVersion]); version != "1" {
		return "", errorf(codeBadRequest, "persisted queries of version %s are not supported; use version 1", version)
	}
	return documentID(hash), nil
}

// documentID returns an id in the form in which documents are found by it: a hash has no prefix and is in lower case.
func documentID(id string) string {
	if len(id) > len(hashPrefix) && strings.EqualFold(id[:len(hashPrefix)], hashPrefix) {
		id = id[len(hashPrefix):]
	}
	if digest, err := hex.DecodeString(id); err == nil && isDigestSize(len(digest)) {
		return hex.EncodeToString(digest)
	}
	return id
}

// isDigestSize reports whether a number of bytes is that of MD5, which Relay's compiler uses, SHA-1 or SHA-256.
func isDigestSize(size int) bool { return size == 16 || size == 20 || size == sha256.Size }

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
