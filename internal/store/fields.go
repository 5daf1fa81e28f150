package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// columnsOf are the columns that keep a field.
func columnsOf(f *kg.Field) []string {
	column := snake(f.Name)
	switch f.Type {
	case kg.MoneyAmount:
		return []string{column + "_amount", column + "_currency"}
	case kg.Place:
		return []string{column + "_lat", column + "_lon"}
	case kg.DateOrPart:
		return []string{column, column + "_first", column + "_last"}
	}
	if f.Name == titleField {
		return []string{column, column + "_key"}
	}
	return []string{column}
}

// titleField sorts as names do.
const titleField = "title"

// valuesOf are what the columns of a field keep; NULL where it is not known.
func valuesOf(f *kg.Field, value any) []any {
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
			return []any{texts(v)}
		}
	case string:
		if f.Name == titleField {
			return []any{v, search.Fold(v)}
		}
		if v != "" {
			return []any{v}
		}
	case int64:
		return []any{v}
	}
	return make([]any, len(columnsOf(f)))
}

// valueAt is the field's value in a row that holds its columns from one on; nil where it is not known.
func valueAt(f *kg.Field, r *Row, column int) (any, error) {
	if r.IsNull(column) {
		return nil, nil //nolint:nilnil // no value, and that is no error
	}
	switch f.Type {
	case kg.MoneyAmount:
		return kg.Money{Amount: kg.Decimal(r.Int(column)), Currency: r.Text(column + 1)}, nil
	case kg.Place:
		return kg.Point{Lat: r.Float(column), Lon: r.Float(column + 1)}, nil
	case kg.DecimalNumber:
		return kg.Decimal(r.Int(column)), nil
	case kg.Integer:
		return r.Int(column), nil
	case kg.DateOrPart:
		return kg.PartialDate(r.Text(column)), nil
	case kg.TextList:
		var list []string
		if err := json.Unmarshal([]byte(r.Text(column)), &list); err != nil {
			return nil, fmt.Errorf("read the list %s: %w", f.Name, err)
		}
		return list, nil
	}
	return r.Text(column), nil
}

// insertionOf is the text that adds a row of a kind unless its slug is taken: key, slug, version and moment, for entities
// the name and what it sorts by, then the fields.
func insertionOf(kind *kg.Kind, table string) string {
	columns := []string{"id", "slug", "version", "updated_at"}
	if kind.IsEntity() {
		columns = append(columns, "name", "name_key")
	}
	columns = append(columns, fieldColumns(kind)...)
	var s statement
	s.add("INSERT INTO ", table, " (", strings.Join(columns, ", "), ")\nVALUES (")
	for i := range columns {
		if i > 0 {
			s.add(", ")
		}
		s.add(s.arg(nil))
	}
	s.add(")\nON CONFLICT DO NOTHING")
	return s.String()
}

// selectionOf is the text that reads the columns of the kind's own fields by key.
func selectionOf(kind *kg.Kind, table string) string {
	return "SELECT " + strings.Join(fieldColumns(kind), ", ") + "\nFROM " + table + "\nWHERE id = $1"
}

func fieldColumns(kind *kg.Kind) []string {
	var columns []string
	for i := range kind.Fields {
		columns = append(columns, columnsOf(&kind.Fields[i])...)
	}
	return columns
}
