package store

import (
	"encoding/json"
	"fmt"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// columnsOf returns the columns of a field.
func columnsOf(f *kg.Field) []string {
	column := snake(f.Name)
	switch f.Type {
	case kg.TypeMoney:
		return []string{column + "_amount", column + "_currency"}
	case kg.TypePoint:
		return []string{column + "_lat", column + "_lon"}
	case kg.TypePartialDate:
		return []string{column, column + "_first", column + "_last"}
	case kg.TypeString, kg.TypeURL:
		columns := []string{column}
		if hasSortKey(f) {
			columns = append(columns, column+"_key")
		}
		if isFolded(f) {
			columns = append(columns, column+"_folded")
		}
		return columns
	case kg.TypeStringList, kg.TypeInt, kg.TypeDecimal, kg.TypeEnum:
	}
	return []string{column}
}

// sortColumn returns the column that lists sort by for a sorted field. An enum sorts by an expression over its column.
func sortColumn(f *kg.Field) string {
	column := snake(f.Name)
	switch f.Type {
	case kg.TypeString, kg.TypeURL:
		return column + "_key"
	case kg.TypePartialDate:
		return column + "_first"
	case kg.TypeMoney:
		return column + "_amount"
	case kg.TypeStringList, kg.TypeInt, kg.TypeDecimal, kg.TypeEnum, kg.TypePoint:
	}
	return column
}

// languageOf returns the language of a record's strings, if its kind has such a field.
func languageOf(values map[string]any) string {
	language, _ := values["language"].(string)
	return language
}

// hasSortKey reports whether a field has a column with the key that its string is sorted by.
func hasSortKey(f *kg.Field) bool {
	return f.Sorted && (f.Type == kg.TypeString || f.Type == kg.TypeURL)
}

// isFolded reports whether a field has a column with its string folded, to which a search compares all of its text.
func isFolded(f *kg.Field) bool { return f.Searched == kg.TitleText || f.Searched == kg.PublisherText }

// valuesOf returns the values of a field's columns, NULL where it is unknown. language is that of its string.
func valuesOf(f *kg.Field, value any, language string) []any {
	switch v := value.(type) {
	case kg.Money:
		return []any{int64(v.Amount), v.Currency}
	case kg.Point:
		return []any{v.Lat, v.Lon}
	case kg.Decimal:
		return []any{int64(v)}
	case kg.PartialDate:
		return []any{string(v), v.First(), v.Last()}
	case []string:
		if len(v) > 0 {
			return []any{jsonArray(v)}
		}
	case string:
		if v == "" {
			break
		}
		values := []any{v}
		if hasSortKey(f) {
			values = append(values, search.SortKey(v, language))
		}
		if isFolded(f) {
			values = append(values, search.Fold(v))
		}
		return values
	case int64:
		return []any{v}
	}
	return make([]any, len(columnsOf(f)))
}

// valueAt returns the value of a field in a row whose columns begin at an index; nil if it is unknown.
func valueAt(f *kg.Field, r *Row, column int) (any, error) {
	if r.IsNull(column) {
		return nil, nil //nolint:nilnil // no value, and that is no error
	}
	switch f.Type {
	case kg.TypeMoney:
		return kg.Money{Amount: kg.Decimal(r.Int(column)), Currency: r.Text(column + 1)}, nil
	case kg.TypePoint:
		return kg.Point{Lat: r.Float(column), Lon: r.Float(column + 1)}, nil
	case kg.TypeDecimal:
		return kg.Decimal(r.Int(column)), nil
	case kg.TypeInt:
		return r.Int(column), nil
	case kg.TypePartialDate:
		return kg.PartialDate(r.Text(column)), nil
	case kg.TypeStringList:
		return listAt(r, column)
	}
	return r.Text(column), nil
}

// listAt returns the list of strings in a column; nil if it is empty.
func listAt(r *Row, column int) (list []string, err error) {
	if text := r.Text(column); text != "" {
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return nil, fmt.Errorf("read a list: %w", err)
		}
	}
	return list, nil
}

// rowColumns returns the columns of a row of a kind: key, slug, version and time, for entities the name and its sort key, then those of
// the fields.
func rowColumns(kind *kg.Kind) []string {
	columns := []string{"id", "slug", "version", "updated_at"}
	if kind.IsEntity() {
		columns = append(columns, "name", "name_key")
	}
	return append(columns, kindColumns(kind.Fields)...)
}

// kindColumns returns the columns of fields.
func kindColumns(fields []kg.Field) []string {
	var columns []string
	for i := range fields {
		columns = append(columns, columnsOf(&fields[i])...)
	}
	return columns
}

// valuesAt returns the known values of fields in a row whose columns begin at an index.
func valuesAt(fields []kg.Field, r *Row, column int) (map[string]any, error) {
	values := map[string]any{}
	for i := range fields {
		value, err := valueAt(&fields[i], r, column)
		if err != nil {
			return nil, err
		}
		if value != nil {
			values[fields[i].Name] = value
		}
		column += len(columnsOf(&fields[i]))
	}
	return values, nil
}
