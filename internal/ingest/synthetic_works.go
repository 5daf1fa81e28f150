package ingest

import (
	"fmt"
	"strconv"
	"strings"
)

// parks writes the parks of a district and their projects.
func (s *synthesizer) parks(district int, in syntheticRef, at syntheticPoint, officials []syntheticRef) {
	place := s.place(districtPlace, district)
	for k, use := range syntheticParkUses() {
		slug := fmt.Sprintf("%s-%s", s.districtSlug(district), use.slug)
		names := syntheticLabels(place.latin+" "+use.latin, place.han+use.han)
		if s.chance(4) {
			names = append(names, syntheticName{Text: place.latin + " Park " + strconv.Itoa(k+1), Language: "en", Type: "ALIAS"})
		}
		s.write("park", syntheticEntity{
			Slug: slug, Names: names, FoundedOn: s.dateIn(1990 + s.random.IntN(30)),
			AreaHectares: s.decimal(5_000), Location: s.near(at), Citations: s.cite(),
		})
		park := refTo("park", slug)
		s.link("LOCATED_IN", park, in, nil)
		for p := range syntheticProjectsPerPark {
			s.project(district, k*syntheticProjectsPerPark+p, in, park, officials)
		}
	}
}

// project writes a project and its three links.
func (s *synthesizer) project(district, n int, in, park syntheticRef, officials []syntheticRef) {
	place := s.place(districtPlace, district)
	branch := pick(s, syntheticBranches())
	slug := fmt.Sprintf("%s-%s-%d", s.districtSlug(district), branch.slug, n+1)
	number := strconv.Itoa(n + 1)
	names := syntheticLabels(place.latin+" "+branch.latin+" "+number, place.han+branch.han+number+"号")
	if s.chance(6) {
		names = append(names, syntheticName{Text: branch.latin + " " + place.latin, Language: "en", Type: "ALIAS"})
	}
	e := syntheticEntity{
		Slug: slug, Names: names, Status: pick(s, syntheticStatuses()),
		Sectors: strings.Split(branch.sectors, ", "), Citations: s.cite(),
	}
	if !s.chance(5) {
		e.Investment = &syntheticMoney{Amount: s.decimal(2_000_000_000), Currency: "CNY"}
	}
	var since *syntheticPeriod
	if e.Status != "PLANNED" {
		e.StartedOn = s.dateIn(syntheticFirstYear + s.random.IntN(7))
		since = &syntheticPeriod{From: e.StartedOn}
	}
	s.write("project", e)
	project := refTo("project", slug)
	s.link("HOSTS", park, project, since)
	s.link("LOCATED_IN", project, in, nil)
	s.link("LEADS", officials[n%len(officials)], project, &syntheticPeriod{AttestedOn: syntheticAttestation})
}

// railLine writes a rail line and its stations. It ends at the first station of the next line, so that the lines are connected.
func (s *synthesizer) railLine(n int) {
	s.begin(lineStream + uint64(n))
	first := n * syntheticDistrictsPerLine
	last := min(first+syntheticDistrictsPerLine, s.districts) - 1
	from, to := s.place(districtPlace, first), s.place(districtPlace, last)
	slug := fmt.Sprintf("%s-%s-intercity-%d", from.slug, to.slug, n+1)
	e := syntheticEntity{
		Slug: slug, Names: syntheticLabels(from.latin+"-"+to.latin+" Intercity Rail", from.han+to.han+"城际铁路"), Status: "PLANNED",
		LengthKm: s.decimal(300), Citations: s.cite(),
	}
	if !s.chance(3) {
		e.Status, e.OpenedOn, e.MaxSpeedKmh = "OPERATING", s.dateIn(syntheticFirstYear+s.random.IntN(7)), 200+50*s.random.IntN(4)
	}
	s.write("railLine", e)
	line := refTo("railLine", slug)
	for k := range syntheticStationsPerLine {
		name := s.place(stationPlace, n*syntheticStationsPerLine+k)
		station := refTo("station", s.stationSlug(n, k))
		s.write("station", syntheticEntity{
			Slug: s.stationSlug(n, k), Names: syntheticLabels(name.latin+" Station", name.han+"站"), Citations: s.cite(),
		})
		in := min(first+k/syntheticStationsPerPlace, last)
		s.link("LOCATED_IN", station, refTo("district", s.districtSlug(in)), nil)
		s.serve(line, station, k+1)
	}
	if last+1 < s.districts {
		s.serve(line, refTo("station", s.stationSlug(n+1, 0)), syntheticStationsPerLine+1)
	}
}

func (s *synthesizer) serve(line, station syntheticRef, order int) {
	s.write("link", syntheticLink{Kind: "SERVES", From: line, To: station, Order: order, Citations: s.cite()})
}

func (s *synthesizer) stationSlug(line, n int) string {
	n += line * syntheticStationsPerLine
	return fmt.Sprintf("%s-station-%d", s.place(stationPlace, n).slug, n+1)
}

// decimal returns an amount of at most limit, sometimes with a fraction.
func (s *synthesizer) decimal(limit int) string {
	amount := strconv.Itoa(1 + s.random.IntN(limit))
	if s.chance(4) {
		amount += "." + strconv.Itoa(1+s.random.IntN(9))
	}
	return amount
}

func (s *synthesizer) near(at syntheticPoint) *syntheticPoint {
	return &syntheticPoint{Lat: at.Lat + s.thousandths(1), Lon: at.Lon + s.thousandths(1)}
}
