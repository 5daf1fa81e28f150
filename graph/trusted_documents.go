package graph

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// TrustedDocuments holds documents that clients may name instead of sending them.
type TrustedDocuments struct {
	// byName holds each document by its hash and by the name that its file gives it.
	byName map[string]string
	// forms is the number of documents that files of each form hold.
	forms map[string]int
}

// Forms in which files hold documents.
const (
	formGraphQL    = "GraphQL file"
	formManifest   = "Apollo manifest"
	formOperations = "Apollo operation output"
	formByID       = "JSON object by id"
)

// trustedDocument is a document as a file has it.
type trustedDocument struct {
	// where is the place in the file, such as `operations.3, GetParks`.
	where, id, text string
}

// LoadTrustedDocuments reads a file, or a folder with those below it. A file name.graphql holds one document, whose name is
// that of the file. A file name.json is what a client's tool writes: an operation manifest of Apollo's, or an object of
// documents by id, as GraphQL Code Generator and Relay's compiler write it. Other files are ignored. Every document must be valid
// and within the limits.
func LoadTrustedDocuments(files fs.FS, root string, limits Limits) (*TrustedDocuments, error) {
	t := &TrustedDocuments{byName: map[string]string{}, forms: map[string]int{}}
	docs := newDocuments(newSchema(), limits)
	err := fs.WalkDir(files, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		found, form, err := readTrusted(files, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, document := range found {
			if err := t.add(docs, document); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		t.forms[form] += len(found)
		return nil
	})
	return t, err
}

// Count returns the number of documents, and says which forms of files hold how many: "Apollo manifest 3, GraphQL file 1".
func (t *TrustedDocuments) Count() (total int, forms string) {
	var parts []string
	for _, form := range slices.Sorted(maps.Keys(t.forms)) {
		if n := t.forms[form]; n > 0 {
			total += n
			parts = append(parts, fmt.Sprintf("%s %d", form, n))
		}
	}
	return total, strings.Join(parts, ", ")
}

// readTrusted returns the documents of a file and its form. There are none if its extension is another.
func readTrusted(files fs.FS, name string) ([]trustedDocument, string, error) {
	extension := path.Ext(name)
	if extension != ".graphql" && extension != ".gql" && extension != ".json" {
		return nil, "", nil
	}
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, "", err
	}
	text := strings.TrimPrefix(string(content), byteOrderMark)
	if extension == ".json" {
		return readTrustedJSON([]byte(text))
	}
	id := strings.TrimSuffix(path.Base(name), extension)
	return []trustedDocument{{"document " + id, id, text}}, formGraphQL, nil
}

// add adds a valid document.
func (t *TrustedDocuments) add(docs *documents, d trustedDocument) error {
	if _, errs := docs.parse(d.text); errs != nil {
		at := ""
		if len(errs[0].Locations) > 0 {
			at = fmt.Sprintf(", line %d, column %d of the document", errs[0].Locations[0].Line, errs[0].Locations[0].Column)
		}
		return fmt.Errorf("%s%s: %s", d.where, at, errs[0].Message)
	}
	id := documentID(d.id)
	if other, ok := t.byName[id]; ok && other != d.text {
		return fmt.Errorf("%s is defined twice, with different texts", d.where)
	}
	t.byName[id], t.byName[hashOf(d.text)] = d.text, d.text
	return nil
}
