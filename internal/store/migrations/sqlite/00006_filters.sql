-- +goose Up

-- Filters that name one record, or the few of one value, begin with it.
CREATE INDEX name_text ON name (text, entity_id);
CREATE INDEX figure_stated_by ON figure (stated_by);

-- Lists in another order than their own begin where the page does. Who sorts by the last change wants the latest first.
CREATE INDEX official_name_key ON official (name_key, id);
CREATE INDEX official_born_on_first ON official (born_on_first, id);
CREATE INDEX official_updated_at ON official (updated_at DESC, id);
CREATE INDEX district_name_key ON district (name_key, id);
CREATE INDEX district_population ON district (population, id);
CREATE INDEX district_updated_at ON district (updated_at DESC, id);
CREATE INDEX park_name_key ON park (name_key, id);
CREATE INDEX park_founded_on_first ON park (founded_on_first, id);
CREATE INDEX park_area_hectares ON park (area_hectares, id);
CREATE INDEX park_updated_at ON park (updated_at DESC, id);
CREATE INDEX project_name_key ON project (name_key, id);
CREATE INDEX project_project_count ON project (project_count, id);
CREATE INDEX project_investment_amount ON project (investment_amount, id);
CREATE INDEX project_started_on_first ON project (started_on_first, id);
CREATE INDEX project_completed_on_first ON project (completed_on_first, id);
CREATE INDEX project_updated_at ON project (updated_at DESC, id);
CREATE INDEX rail_line_name_key ON rail_line (name_key, id);
CREATE INDEX rail_line_opened_on_first ON rail_line (opened_on_first, id);
CREATE INDEX rail_line_length_km ON rail_line (length_km, id);
CREATE INDEX rail_line_max_speed_kmh ON rail_line (max_speed_kmh, id);
CREATE INDEX rail_line_updated_at ON rail_line (updated_at DESC, id);
CREATE INDEX station_name_key ON station (name_key, id);
CREATE INDEX station_updated_at ON station (updated_at DESC, id);
CREATE INDEX organization_name_key ON organization (name_key, id);
CREATE INDEX organization_updated_at ON organization (updated_at DESC, id);
CREATE INDEX source_title_key ON source (title_key, id);
CREATE INDEX source_published_on_first ON source (published_on_first, id);
CREATE INDEX source_updated_at ON source (updated_at DESC, id);
CREATE INDEX figure_value ON figure (value, id);

-- Enumerations sort as they are listed, in the very words of the query: a value more takes a new index.
CREATE INDEX district_level ON district (CASE level WHEN 'REGION' THEN 0 WHEN 'COUNTRY' THEN 1 WHEN 'PROVINCE' THEN 2 WHEN 'MUNICIPALITY' THEN 3 WHEN 'CITY' THEN 4 WHEN 'DISTRICT' THEN 5 WHEN 'COUNTY' THEN 6 WHEN 'TOWNSHIP' THEN 7 WHEN 'ZONE' THEN 8 WHEN 'CONSTITUENCY' THEN 9 WHEN 'OTHER' THEN 10 END, id);
CREATE INDEX project_status ON project (CASE status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'SUSPENDED' THEN 4 WHEN 'CANCELLED' THEN 5 WHEN 'UNKNOWN' THEN 6 END, id);
CREATE INDEX rail_line_status ON rail_line (CASE status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'CLOSED' THEN 3 WHEN 'UNKNOWN' THEN 4 END, id);
CREATE INDEX organization_type ON organization (CASE type WHEN 'LEGISLATURE' THEN 0 WHEN 'GOVERNMENT' THEN 1 WHEN 'ADVISORY_BODY' THEN 2 WHEN 'PARTY' THEN 3 WHEN 'COMPANY' THEN 4 WHEN 'UNIVERSITY' THEN 5 WHEN 'OTHER' THEN 6 END, id);
