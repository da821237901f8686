package registry

import "slices"

// Kind names one sort of record, as the command line and the HTTP paths do.
type Kind string

// The kinds of record.
const (
	Operators   Kind = "operators"
	Units       Kind = "units"
	Successions Kind = "successions"
	Sites       Kind = "sites"
	Stations    Kind = "stations"
	Sectors     Kind = "sectors"
	Postal      Kind = "postal"
	Radio       Kind = "radio"
	Clusters    Kind = "clusters"
	Settlements Kind = "settlements"
	Zones       Kind = "zones"
	Indicators  Kind = "indicators"

	Measurements Kind = "measurements"
	Plan         Kind = "plan"
	RuleSets     Kind = "rulesets"
	Applications Kind = "applications"
	Positions    Kind = "positions"
	Events       Kind = "events"
	Decisions    Kind = "decisions"
	Attachments  Kind = "attachments"
	Scenarios    Kind = "scenarios"
	Submissions  Kind = "submissions"
)

// Kinds lists every kind, referred-to kinds before those that refer to them.
func Kinds() []Kind {
	return []Kind{
		Operators, Units, Successions, Sites, Stations, Sectors,
		Postal, Radio, Clusters, Settlements, Zones, Indicators,
		Measurements, Plan, RuleSets, Applications, Positions, Events, Decisions, Attachments,
		Scenarios, Submissions,
	}
}

// EditedKinds lists the kinds that people import and edit, which are all but the
// Managed ones, in the order of Kinds.
func EditedKinds() []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return SchemaOf(k).Managed })
}

// The kinds of change that are not about records: they stand in the history and
// have no Schema.
const (
	SettingChanges Kind = "settings" // RecordID is the setting's name
	RasterChanges  Kind = "rasters"  // RecordID is the raster's name
)
