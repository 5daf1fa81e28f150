package ingest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
)

// Proportions of the synthetic graph.
const (
	syntheticSources           = 8
	syntheticCitiesPerProvince = 10
	syntheticDistrictsPerCity  = 20
	syntheticDistrictsPerLine  = 2
	syntheticOfficialsPerPlace = 4
	syntheticParksPerPlace     = 3
	syntheticProjectsPerPark   = 10
	syntheticStationsPerPlace  = 4
	syntheticStationsPerLine   = syntheticStationsPerPlace * syntheticDistrictsPerLine
	syntheticFirstYear         = 2016
	syntheticAttestation       = "2023-01-11"
	syntheticCountry           = "synthetica"
	syntheticBufferBytes       = 64 << 10
)

// Streams of random numbers. The stream of a district is its number.
const (
	lineStream      uint64 = 1 << 40
	territoryStream uint64 = 1 << 41
)

// Synthetic writes a synthetic graph as JSON Lines, for measurements and trials. Each district has about 150 records: officials with
// their posts, parks with projects, and half a rail line; above are cities, provinces and a country. The same arguments give the same
// bytes. Memory does not grow with the number of districts.
func Synthetic(w io.Writer, districts int, seed uint64) error {
	buffered := bufio.NewWriterSize(w, syntheticBufferBytes)
	s := synthesizer{out: json.NewEncoder(buffered), districts: districts, seed: seed}
	s.out.SetEscapeHTML(false)
	s.sources()
	s.territories()
	for n := 0; n < districts && s.err == nil; n++ {
		s.district(n)
		if n%syntheticDistrictsPerLine == 0 {
			s.railLine(n / syntheticDistrictsPerLine)
		}
	}
	if s.err != nil {
		return fmt.Errorf("write the synthetic graph: %w", s.err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write the synthetic graph: %w", err)
	}
	return nil
}

// synthesizer writes records. It keeps the first error and ignores later records.
type synthesizer struct {
	out       *json.Encoder
	districts int
	seed      uint64
	// random is the stream of the current district or line, so that none depends on the ones before it.
	random *rand.Rand
	err    error
}

func (s *synthesizer) write(kind string, record any) {
	if s.err == nil {
		s.err = s.out.Encode(map[string]any{kind: record})
	}
}

func (s *synthesizer) begin(stream uint64) {
	s.random = rand.New(rand.NewPCG(s.seed, stream))
}

// chance reports true once in n times on average.
func (s *synthesizer) chance(n int) bool { return s.random.IntN(n) == 0 }

func pick[T any](s *synthesizer, of []T) T { return of[s.random.IntN(len(of))] }

// cite returns the citations of a record: mostly one, sometimes two.
func (s *synthesizer) cite() []syntheticCitation {
	first := s.random.IntN(syntheticSources)
	citations := []syntheticCitation{{Source: syntheticSource(first), Locator: fmt.Sprintf("¶ %d", 1+s.random.IntN(40))}}
	if s.chance(10) {
		second := (first + 1) % syntheticSources
		citations = append(citations, syntheticCitation{
			Source: syntheticSource(second), Locator: fmt.Sprintf("p. %d", 1+s.random.IntN(200)),
		})
	}
	return citations
}

func syntheticSource(n int) string { return fmt.Sprintf("synthetic-report-%d", n+1) }

func (s *synthesizer) sources() {
	for n := range syntheticSources {
		year := syntheticFirstYear + n
		s.write("source", syntheticSourceRecord{
			Slug: syntheticSource(n), Title: fmt.Sprintf("Made-up report of %d", year), Publisher: "Synthetica Daily",
			Authors: []string{"Nobody"}, URL: fmt.Sprintf("https://example.org/reports/%d", year),
			PublishedOn: []string{strconv.Itoa(year), fmt.Sprintf("%d-12", year), fmt.Sprintf("%d-12-30", year)}[n%3],
			Language:    "en",
		})
	}
}

// territories writes the cities, provinces and the country of the districts.
func (s *synthesizer) territories() {
	s.begin(territoryStream)
	s.write("district", syntheticEntity{
		Slug: syntheticCountry, Level: "COUNTRY", Names: syntheticLabels("Synthetica", "虚拟国"),
		Summary: "A country that is made up, as is all below it.", Citations: s.cite(),
	})
	cities := (s.districts + syntheticDistrictsPerCity - 1) / syntheticDistrictsPerCity
	provinces := (cities + syntheticCitiesPerProvince - 1) / syntheticCitiesPerProvince
	for n := 0; n < provinces && s.err == nil; n++ {
		name := s.place(provincePlace, n)
		s.write("district", syntheticEntity{
			Slug: s.provinceSlug(n), Level: "PROVINCE", Names: syntheticLabels(name.latin+" Province", name.han+"省"), Citations: s.cite(),
		})
		s.link("PART_OF", refTo("district", s.provinceSlug(n)), refTo("district", syntheticCountry), nil)
	}
	for n := 0; n < cities && s.err == nil; n++ {
		name := s.place(cityPlace, n)
		s.write("district", syntheticEntity{
			Slug: s.citySlug(n), Level: "CITY", Names: syntheticLabels(name.latin, name.han+"市"), Population: 2_000_000 + s.random.IntN(8_000_000),
			Citations: s.cite(),
		})
		s.link("PART_OF", refTo("district", s.citySlug(n)), refTo("district", s.provinceSlug(n/syntheticCitiesPerProvince)), nil)
	}
}

func (s *synthesizer) provinceSlug(n int) string {
	return fmt.Sprintf("%s-province-%d", s.place(provincePlace, n).slug, n+1)
}

func (s *synthesizer) citySlug(n int) string {
	return fmt.Sprintf("%s-city-%d", s.place(cityPlace, n).slug, n+1)
}

func (s *synthesizer) districtSlug(n int) string {
	return fmt.Sprintf("%s-%d", s.place(districtPlace, n).slug, n+1)
}

// district writes a district and what is in it, except its rail line.
func (s *synthesizer) district(n int) {
	s.begin(uint64(n))
	name, slug := s.place(districtPlace, n), s.districtSlug(n)
	names := syntheticLabels(name.latin, name.han+"区")
	if s.chance(5) {
		names = append(names, syntheticName{Text: name.latin + " Qu", Language: "en", Type: "ALIAS"})
	}
	if s.chance(10) {
		names = append(names, syntheticName{Text: name.han + "县", Language: "zh", Type: "FORMER"})
	}
	at := syntheticPoint{Lat: 20 + s.thousandths(25), Lon: 90 + s.thousandths(40)}
	s.write("district", syntheticEntity{
		Slug: slug, Names: names, Level: "DISTRICT", Population: 100_000 + s.random.IntN(1_500_000), Location: &at,
		Identifiers: []syntheticIdentifier{{Scheme: "gbt2260", Value: fmt.Sprintf("%06d", 110_101+n)}},
		Summary:     "District of " + s.place(cityPlace, n/syntheticDistrictsPerCity).latin + ".", Citations: s.cite(),
	})
	here := refTo("district", slug)
	s.link("PART_OF", here, refTo("district", s.citySlug(n/syntheticDistrictsPerCity)), nil)
	congress := fmt.Sprintf("%s-peoples-congress", slug)
	s.write("organization", syntheticEntity{
		Slug: congress, Names: syntheticLabels(name.latin+" People's Congress", name.han+"区人民代表大会"), Type: "LEGISLATURE", Citations: s.cite(),
	})
	s.link("LOCATED_IN", refTo("organization", congress), here, nil)
	officials := s.officials(n)
	s.posts(officials, here, refTo("organization", congress))
	s.parks(n, here, at, officials)
}

// thousandths returns a number below n with three decimal places.
func (s *synthesizer) thousandths(n int) float64 { return float64(s.random.IntN(n*1000)) / 1000 }

func (s *synthesizer) officials(district int) []syntheticRef {
	refs := make([]syntheticRef, syntheticOfficialsPerPlace)
	for k := range refs {
		name := s.person()
		slug := fmt.Sprintf("%s-%d-%d", name.slug, district+1, k+1)
		born := 1955 + s.random.IntN(30)
		s.write("official", syntheticEntity{
			Slug: slug, Names: syntheticLabels(name.latin, name.han), BornOn: s.dateIn(born), Citations: s.cite(),
		})
		refs[k] = refTo("official", slug)
	}
	return refs
}

// posts gives the four officials of a district six posts. Their periods have the forms that sources give: to the day, month or year,
// open, ended, or attested on one day.
func (s *synthesizer) posts(officials []syntheticRef, district, congress syntheticRef) {
	year := syntheticFirstYear + 3 + s.random.IntN(4)
	handover := fmt.Sprintf("%d-%02d", year, 1+s.random.IntN(12))
	post := func(official int, in syntheticRef, role string, period syntheticPeriod) {
		s.write("link", syntheticLink{
			Kind: "HOLDS_POST_IN", From: officials[official], To: in, Role: role, Period: &period, Citations: s.cite(),
		})
	}
	post(0, district, "Party secretary", syntheticPeriod{From: fmt.Sprintf("%s-%02d", handover, 1+s.random.IntN(28))})
	post(1, district, "District head", syntheticPeriod{From: handover, AttestedOn: syntheticAttestation})
	post(1, district, "Deputy district head", syntheticPeriod{From: strconv.Itoa(year - 4), Until: handover})
	post(2, district, "Deputy district head", syntheticPeriod{AttestedOn: syntheticAttestation})
	post(3, district, "District head", syntheticPeriod{From: fmt.Sprintf("%d-02", year-5), Until: handover})
	post(3, congress, "Chair", syntheticPeriod{From: strconv.Itoa(year)})
}

// dateIn returns a date in a year: mostly a day, otherwise a month or the year.
func (s *synthesizer) dateIn(year int) string {
	switch month := 1 + s.random.IntN(12); s.random.IntN(4) {
	case 0:
		return strconv.Itoa(year)
	case 1:
		return fmt.Sprintf("%d-%02d", year, month)
	default:
		return fmt.Sprintf("%d-%02d-%02d", year, month, 1+s.random.IntN(28))
	}
}

func (s *synthesizer) link(kind string, from, to syntheticRef, period *syntheticPeriod) {
	s.write("link", syntheticLink{Kind: kind, From: from, To: to, Period: period, Citations: s.cite()})
}
