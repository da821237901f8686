package dossiers

import (
	"context"
	"fmt"
	"slices"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// asBuilt turns approved positions into sites. What was built otherwise than
// approved is in the request; the differences stand in the event and are shown by
// the preview.
func asBuilt(_ context.Context, p *plan) error {
	done := map[string]bool{}
	for i := range p.request.Built {
		b := &p.request.Built[i]
		position := p.file.position(b.Position)
		switch {
		case position == nil:
			p.faults.tell(i+1, "position", b.Position, "reference", registry.Text{VI: "hồ sơ không có vị trí này", EN: "the dossier has no such position"})
			continue
		case position.State != registry.StateApproved || position.SiteID != "" || done[b.Position]:
			p.faults.tell(i+1, "position", b.Position, "state", registry.Text{VI: "vị trí không ở trạng thái đã chấp thuận, chưa hoàn công", EN: "the position is not one that is approved and not built yet"})
			continue
		case b.Built.IsZero() || p.today.Before(b.Built) || b.Built.Before(p.file.signed()):
			p.faults.tell(i+1, "built", b.Built.String(), "range", registry.Textf("ngày hoàn công phải từ %[1]s đến hôm nay", "the day must lie between %[1]s and today", registry.VI.Date(p.file.signed())))
			continue
		}
		done[b.Position] = true
		p.build(i+1, b, position)
	}
	if len(p.faults) > 0 {
		return nil
	}
	for _, position := range p.file.Positions {
		if position.State == registry.StateApproved && position.SiteID == "" && !done[position.Code] {
			p.faults.add("built", position.Code, "required",
				"vị trí đã chấp thuận này chưa có số liệu hoàn công", "this approved position has no as-built data")
		}
	}
	return nil
}

func (p *plan) build(row int, b *AsBuilt, position *registry.ProposedPosition) {
	site := siteOf(position, p.file.Decision)
	site.Row.ValidFrom, site.BuiltDate = b.Built, b.Built
	if b.SiteCode != "" {
		site.Code = registry.Normalise(b.SiteCode)
	}
	approved := *site
	if len(b.Site) > 0 {
		for _, fault := range registry.MergeJSON(site, b.Site) {
			fault.Row = row
			p.faults = append(p.faults, fault)
		}
	}
	if site.State != registry.StateBuilt || site.OperatorCode != approved.OperatorCode || site.Row != approved.Row {
		p.faults.tell(row, "site", "", "fixed", registry.Text{
			VI: "không đặt được trạng thái, doanh nghiệp, định danh và ngày hiệu lực ở đây", EN: "state, operator, ID and dates of validity are not set here",
		})
	}
	p.detail[position.Code] = differences(&approved, site)
	p.records = append(p.records, site)
	p.changePosition(position, func(next *registry.ProposedPosition) {
		next.State, next.Built, next.SiteID = registry.StateBuilt, b.Built, newSite+site.Code
	})
}

// siteOf is the site as it was approved.
func siteOf(p *registry.ProposedPosition, d *registry.Decision) *registry.Site {
	s := &registry.Site{
		Position: p.Position, Code: p.Code, Name: p.Name, OperatorCode: p.OperatorCode, CommuneCode: p.CommuneCode, Commune: p.Commune,
		Address: p.Address, State: registry.StateBuilt, Structure: p.Structure, SupportClass: p.SupportClass, LegalType: p.LegalType,
		HeightM: p.HeightM, BuildingHeightM: p.BuildingHeightM, GroundM: p.GroundM, Technologies: p.Technologies,
		CoverageRadiusM: p.CoverageRadiusM, PowerW: p.PowerW, TenantRoom: p.TenantRoom, Hardened: p.Hardened, BackupPower: p.BackupPower,
		LandOwner: p.LandOwner,
	}
	if d != nil {
		s.ConsentNo = d.Number
	}
	return s
}

// differences are the fields in which what was built is not what was approved,
// and how far it stands away.
func differences(approved, built *registry.Site) []string {
	lines := []string{}
	schema := registry.SchemaOf(registry.Sites)
	for i := range schema.Fields {
		f := &schema.Fields[i]
		if was, is := f.Value(approved), f.Value(built); was != is {
			lines = append(lines, fmt.Sprintf("%s: %v → %v", f.Name, orDash(was), orDash(is)))
		}
	}
	switch {
	case approved.Located && built.Located:
		if d := geodesy.DistanceM(approved.Point, built.Point); d > 0 {
			lines = append(lines, fmt.Sprintf("geometry: %.1f m", d))
		}
	case approved.Located != built.Located:
		lines = append(lines, "geometry")
	}
	slices.Sort(lines)
	return lines
}

func orDash(v any) any {
	if v == nil {
		return "–"
	}
	return v
}

// inspect writes the certificate into the stations of the sites, as far as there
// are some yet (TT 08/2020/TT-BTTTT), and into the event.
func inspect(ctx context.Context, p *plan) error {
	c := p.request.Certificate
	switch {
	case c.Number == "":
		p.faults.add("number", "", "required", "cần số giấy chứng nhận", "the number of the certificate is needed")
	case c.Issued.IsZero() || p.today.Before(c.Issued):
		p.faults.add("issued", c.Issued.String(), "range", "cần ngày cấp, không sau hôm nay", "the day of issue, not after today, is needed")
	case !c.Issued.Before(c.Expires):
		p.faults.add("expires", c.Expires.String(), "order", "phải sau ngày cấp", "must come after the day of issue")
	}
	p.detail["certificate"] = c
	return p.eachStation(ctx, func(s *registry.Station) {
		s.CertificateNo, s.CertificateFrom, s.CertificateTo = c.Number, c.Issued, c.Expires
	})
}

// onAir puts the sites and their stations on air from a day.
func onAir(ctx context.Context, p *plan) error {
	day := p.request.Day
	if p.today.Before(day) {
		p.faults.add("day", day.String(), "future", "ngày phát sóng chưa đến", "the day is yet to come")
		return nil
	}
	for _, position := range p.file.Positions {
		if position.SiteID == "" {
			continue
		}
		site, err := registry.Get[*registry.Site](ctx, p.reader, registry.Sites, position.SiteID, registry.Date{})
		if err != nil {
			return err
		}
		if day.Before(site.BuiltDate) {
			p.faults.add("day", day.String(), "order", "phát sóng trước khi hoàn công", "on air before it was built")
		}
		next := *site
		next.State, next.Commissioned = registry.StateOnAir, day
		if next.Row.ValidFrom.Before(day) {
			next.Row.ValidFrom, next.Row.Revision = day, 0
		}
		p.records = append(p.records, &next)
		p.changePosition(position, func(n *registry.ProposedPosition) { n.State = registry.StateOnAir })
	}
	return p.eachStation(ctx, func(s *registry.Station) {
		s.State = registry.StateOnAir
		if s.Commissioned.IsZero() {
			s.Commissioned = day
		}
	})
}

func (p *plan) eachStation(ctx context.Context, change func(*registry.Station)) error {
	for _, position := range p.file.Positions {
		if position.SiteID == "" {
			continue
		}
		stations, err := registry.Find[*registry.Station](ctx, p.reader, registry.Query{
			Kind: registry.Stations, Where: []registry.Condition{registry.Where("site_id", position.SiteID)},
		})
		if err != nil {
			return err
		}
		for _, s := range stations {
			next := *s
			change(&next)
			p.records = append(p.records, &next)
		}
	}
	return nil
}
