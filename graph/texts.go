package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// texts finds the documents that clients name instead of sending them: those that are trusted, and those that a client
// has sent before with their hash, which is called automatic persisted queries.
type texts struct {
	trusted     *TrustedDocuments
	onlyTrusted bool
	sent        *kept[string]
}

// keptTexts is how many bytes the documents that clients sent may take.
const keptTexts = 8 << 20

func newTexts(trusted *TrustedDocuments, onlyTrusted bool) *texts {
	if trusted == nil {
		trusted = &TrustedDocuments{}
	}
	return &texts{trusted: trusted, onlyTrusted: onlyTrusted, sent: newKept[string](keptTexts)}
}

// of is the document of a request.
func (t *texts) of(asked *params) (string, *refusal) {
	id := asked.id()
	if id == "" {
		if !t.onlyTrusted {
			return asked.Query, nil
		}
		id = hashOf(asked.Query)
	}
	text, known := t.trusted.byID[id]
	if !known && !t.onlyTrusted {
		text, known = t.sent.get(id)
	}
	switch {
	case asked.Query != "" && asked.Query != text && hashOf(asked.Query) != id:
		return "", refuse(http.StatusBadRequest, problemf(codeBadRequest, "the document is not the one that its hash names; send the SHA-256 of its text, in hexadecimal"))
	case known:
		return text, nil
	case t.onlyTrusted:
		return "", notTrusted()
	case asked.Query == "":
		// Clients know this message, and send the document.
		return "", refuse(http.StatusOK, problemf(codeNotPersisted, "PersistedQueryNotFound"))
	}
	return asked.Query, nil
}

// keep keeps a valid document that was sent with its hash.
func (t *texts) keep(asked *params, text string) {
	if id := asked.id(); id != "" && asked.Query != "" && !t.onlyTrusted {
		t.sent.add(id, text, len(id)+len(text))
	}
}

func notTrusted() *refusal {
	return refuse(http.StatusForbidden, problemf(codeNotTrusted, "this server answers only documents that it knows; name one of them by documentId"))
}

// hashPrefix may stand before a name, to say that it is a hash.
const hashPrefix = "sha256:"

// id is the name of the document, where the request has one.
func (p *params) id() string {
	if p.Extensions.PersistedQuery != nil {
		return p.Extensions.PersistedQuery.Hash
	}
	return strings.TrimPrefix(p.DocumentID, hashPrefix)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
