package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Apollo's operation manifest, as npm's @apollo/generate-persisted-query-manifest and the compilers of Apollo's other clients
// write it.
const (
	manifestFormat  = "apollo-persisted-query-manifest"
	manifestVersion = 1
)

var errTrustedForm = errors.New("the file must hold documents: an operation manifest of Apollo's, or a JSON object of documents by id, " +
	"as GraphQL Code Generator and Relay's compiler write it")

// readTrustedJSON returns the documents of a JSON file and its form.
func readTrustedJSON(content []byte) ([]trustedDocument, string, error) {
	members, err := decodeObject(wholeFile, content)
	if syntax, ok := errors.AsType[*jsonSyntaxError](err); ok {
		line, column := position(content, syntax.offset)
		return nil, "", fmt.Errorf("line %d, column %d: the file is not valid JSON", line, column)
	}
	if errors.Is(err, errDuplicate) {
		return nil, "", err
	}
	if err != nil {
		return nil, "", errTrustedForm
	}
	if operations, ok := members["operations"]; ok && operations.Kind() == '[' {
		found, err := readManifest(members)
		return found, formManifest, err
	}
	var found []trustedDocument
	form := formByID
	for _, id := range slices.Sorted(maps.Keys(members)) {
		text, isOperation, err := readText(members[id])
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", id, err)
		}
		if isOperation {
			form = formOperations
		}
		found = append(found, trustedDocument{"document " + documentID(id), id, text})
	}
	return found, form, nil
}

// readText returns the text of a document: a string, or what the compilers of Apollo's mobile clients write, an object with name
// and source.
func readText(value jsontext.Value) (text string, isOperation bool, err error) {
	switch value.Kind() {
	case '"':
		err = json.Unmarshal(value, &text)
		return text, false, err
	case '{':
		var operation struct {
			Source *string `json:"source"`
		}
		if json.Unmarshal(value, &operation) == nil && operation.Source != nil {
			return *operation.Source, true, nil
		}
	}
	return "", false, errTrustedForm
}

// readManifest returns the documents of an operation manifest.
func readManifest(members map[string]jsontext.Value) ([]trustedDocument, error) {
	var format string
	if json.Unmarshal(members["format"], &format) != nil || format != manifestFormat {
		return nil, fmt.Errorf("format must be %q", manifestFormat)
	}
	var version float64
	if json.Unmarshal(members["version"], &version) != nil || version != manifestVersion {
		return nil, fmt.Errorf("version must be %d, not %s", manifestVersion, members["version"])
	}
	var operations []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Body string `json:"body"`
	}
	if err := json.Unmarshal(members["operations"], &operations); err != nil {
		return nil, errors.New("operations must be a list of objects with id, name, type and body")
	}
	var found []trustedDocument
	for i, operation := range operations {
		where := fmt.Sprintf("operations.%d", i)
		if operation.Name != "" {
			where += ", " + operation.Name
		}
		if operation.ID == "" || operation.Body == "" {
			return nil, fmt.Errorf("%s: id and body are required", where)
		}
		found = append(found, trustedDocument{where, operation.ID, operation.Body})
	}
	return found, nil
}

// position returns the line and the column of a byte of a text, counted from 1.
func position(text []byte, offset int64) (line, column int) {
	before := text[:min(offset, int64(len(text)))]
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}
