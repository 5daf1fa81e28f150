package store_test

import (
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestMigrationsGiveWhatTheKindsNeed fails where a kind was changed without a migration: `make migration` writes it.
func TestMigrationsGiveWhatTheKindsNeed(t *testing.T) {
	t.Parallel()
	if missing, err := store.Migrations(t.Context(), kg.NewKinds()); err != nil || len(missing) > 0 {
		t.Errorf("the tables lack, error %v:\n%v", err, missing)
	}
}

func TestMigrationOfChangedKinds(t *testing.T) {
	storetest.SQLiteOnly(t, "its migrations are printed for SQLite")
	t.Parallel()
	bridge := kg.Kind{
		Code: 20, Name: "footBridge", Plural: "footBridges", Fields: []kg.Field{
			{Name: "toll", Type: kg.TypeMoney, Sorted: true}, {Name: "state", Type: kg.TypeEnum, Required: true, Values: []kg.EnumValue{{Name: "OPEN"}}},
		},
	}
	kinds := kg.NewKinds(bridge)
	park, _ := kinds.ByName("park")
	park.Fields = append(park.Fields,
		kg.Field{Name: "motto", Type: kg.TypeString, Sorted: true}, kg.Field{Name: "openedOn", Type: kg.TypePartialDate},
		kg.Field{Name: "gates", Type: kg.TypeInt, Required: true, Default: 2, Sorted: true}, kg.Field{Name: "far", Type: kg.TypePoint})
	station, _ := kinds.ByName("station")
	station.Fields[0].Sorted = true
	organization, _ := kinds.ByName("organization")
	kind, _ := organization.Field("type")
	kind.Values = []kg.EnumValue{{Name: "PARTY"}, {Name: "OTHER"}}
	want := map[string]string{"sqlite": `-- +goose Up
ALTER TABLE park ADD COLUMN motto TEXT;
ALTER TABLE park ADD COLUMN motto_key TEXT;
ALTER TABLE park ADD COLUMN opened_on TEXT;
ALTER TABLE park ADD COLUMN opened_on_first TEXT;
ALTER TABLE park ADD COLUMN opened_on_last TEXT;
ALTER TABLE park ADD COLUMN gates INTEGER NOT NULL DEFAULT 2;
ALTER TABLE park ADD COLUMN far_lat REAL;
ALTER TABLE park ADD COLUMN far_lon REAL;
CREATE INDEX park_motto_key ON park (motto_key, id);
CREATE INDEX park_gates ON park (gates, id);
-- Fill summary_key from summary in a migration in Go, like deriveHistory.
ALTER TABLE station ADD COLUMN summary_key TEXT;
CREATE INDEX station_summary_key ON station (summary_key, id);
DROP INDEX organization_type;
CREATE INDEX organization_type ON organization (CASE type WHEN 'PARTY' THEN 0 WHEN 'OTHER' THEN 1 END, id);
CREATE TABLE foot_bridge (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  toll_amount INTEGER,
  toll_currency TEXT,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX foot_bridge_name_key ON foot_bridge (name_key, id);
CREATE INDEX foot_bridge_toll_amount ON foot_bridge (toll_amount, id);
CREATE INDEX foot_bridge_updated_at ON foot_bridge (updated_at DESC, id);
`, "postgres": `-- +goose Up
ALTER TABLE park ADD COLUMN motto TEXT COLLATE "C";
ALTER TABLE park ADD COLUMN motto_key TEXT COLLATE "C";
ALTER TABLE park ADD COLUMN opened_on TEXT COLLATE "C";
ALTER TABLE park ADD COLUMN opened_on_first TEXT COLLATE "C";
ALTER TABLE park ADD COLUMN opened_on_last TEXT COLLATE "C";
ALTER TABLE park ADD COLUMN gates BIGINT NOT NULL DEFAULT 2;
ALTER TABLE park ADD COLUMN far_lat DOUBLE PRECISION;
ALTER TABLE park ADD COLUMN far_lon DOUBLE PRECISION;
CREATE INDEX park_motto_key ON park (motto_key, id);
CREATE INDEX park_gates ON park (gates, id);
-- Fill summary_key from summary in a migration in Go, like deriveHistory.
ALTER TABLE station ADD COLUMN summary_key TEXT COLLATE "C";
CREATE INDEX station_summary_key ON station (summary_key, id);
DROP INDEX organization_type;
CREATE INDEX organization_type ON organization ((CASE type WHEN 'PARTY' THEN 0 WHEN 'OTHER' THEN 1 END), id);
CREATE TABLE foot_bridge (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  toll_amount BIGINT,
  toll_currency TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX foot_bridge_slug ON foot_bridge (slug);
CREATE INDEX foot_bridge_name_key ON foot_bridge (name_key, id);
CREATE INDEX foot_bridge_toll_amount ON foot_bridge (toll_amount, id);
CREATE INDEX foot_bridge_updated_at ON foot_bridge (updated_at DESC, id);
`}
	got, err := store.Migrations(t.Context(), kinds)
	if err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	for _, m := range got {
		if m.SQL != want[m.Engine] {
			t.Errorf("that of %s is\n%s\nwant\n%s", m.Engine, m.SQL, want[m.Engine])
		}
		delete(want, m.Engine)
		if isOther := storetest.OnPostgres() != (m.Engine == "postgres"); isOther {
			continue
		}
		for statement := range strings.SplitSeq(m.SQL, ";\n") {
			if _, err := s.sql(t).ExecContext(t.Context(), statement); err != nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("%v is missing", want)
	}
}
