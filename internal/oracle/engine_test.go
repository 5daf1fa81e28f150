package oracle_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"civicgraph/internal/oracle"
)

// respond returns an answer of the oracle as a response body, with strings for cursors.
func respond(data any, errs []oracle.Error) []byte {
	response := oracle.Object{{Key: "data", Value: withTexts(data)}}
	if len(errs) > 0 {
		var list []any
		for _, e := range errs {
			list = append(list, map[string]any{
				"message": "no", "path": strings.Split(e.Path, "."), "extensions": map[string]any{"code": e.Code},
			})
		}
		response = append(oracle.Object{{Key: "errors", Value: list}}, response...)
	}
	body, err := json.Marshal(response)
	if err != nil {
		panic(err)
	}
	return body
}

func withTexts(value any) any {
	switch v := value.(type) {
	case oracle.Object:
		object := oracle.Object{}
		for _, m := range v {
			object = append(object, oracle.Member{Key: m.Key, Value: withTexts(m.Value)})
		}
		return object
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = withTexts(item)
		}
		return list
	case oracle.Cursor:
		sum := sha256.Sum256(fmt.Appendf(nil, "%+v %+v", v.List, v.Item))
		return hex.EncodeToString(sum[:12])
	}
	return value
}
